import { liveSettings } from './settings';

describe('what a live run is told', () => {
  it.each([
    [{}, 'set it to salesforce or hubspot'],
    [{ CRM_LIVE: 'dynamics' }, 'CRM_LIVE is "dynamics"'],
    [{ CRM_LIVE: 'hubspot' }, 'needs CRM_CREDENTIALS_FILE'],
    [{ CRM_LIVE: 'hubspot', CRM_CREDENTIALS_FILE: 'x', CRM_LIVE_LARGEST: 'many' }, 'CRM_LIVE_LARGEST is "many"'],
  ])('%j is not enough', (told, expected) => {
    expect(() => liveSettings(told)).toThrow(expected);
  });
});
