import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromCloudEvent, type CloudEventMessage } from '@salesagent/canon/events';
import { checkEvents } from './check-events';

const folder = resolve(__dirname, '../../../../contracts/samples');
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');
const won = JSON.parse(file('OpportunityWon.v1.json')) as CloudEventMessage;
const asEvent = fromCloudEvent(won);
const check = (...events: unknown[]) => checkEvents(events.map((event) => JSON.stringify(event)).join('\n'));

describe('checking events against the contracts', () => {
  it('finds nothing wrong with our samples: one, a list, or a dump of messages, or events as the tail prints them', () => {
    expect(checkEvents(file('OpportunityWon.v1.json'))).toEqual({ events: 1, problems: [] });
    expect(checkEvents(JSON.stringify([won, won]))).toEqual({ events: 2, problems: [] });
    expect(checkEvents(file('story.jsonl')).problems).toEqual([]);
    expect(check(asEvent, asEvent)).toEqual({ events: 2, problems: [] });
  });

  it('names line, event, field and remedy', () => {
    const { problems } = check(asEvent, { ...asEvent, data: { ...(asEvent.data as object), recordVersion: 'eleven' } });
    expect(problems).toEqual([
      {
        line: 2,
        event: 'OpportunityWon.v1',
        field: 'data.recordVersion',
        message: expect.stringMatching(/expected number/),
        remedy: expect.stringMatching(/contracts\/schemas\/OpportunityWon\.v1\.json/),
      },
    ]);
  });

  it('names the header of a message', () => {
    const { ce_time: _gone, ...headers } = won.headers;
    expect(check({ ...won, headers }).problems).toMatchObject([{ line: 1, field: 'headers.ce_time' }]);
  });

  it.each([
    ['a type that is not there', { type: 'opportunitywon' }, 'type', /Did you mean OpportunityWon/],
    ['a type nobody knows', { type: 'DealTeleported' }, 'type', /events list/],
    ['a version from the future', { version: 9 }, 'version', /Use version 1/],
    ['another topic', { topic: 'acme.crm.account' }, 'topic', /Publish it to acme\.crm\.opportunity/],
  ])('knows what to do about %s', (_what, change, field, remedy) => {
    expect(check({ ...asEvent, ...change }).problems).toMatchObject([{ field, remedy: expect.stringMatching(remedy) }]);
  });

  it('lets a field pass that was added later', () => {
    expect(check({ ...asEvent, added: 1, data: { ...(asEvent.data as object), added: 1 } }).problems).toEqual([]);
  });

  it('says which line is no event', () => {
    const text = `${JSON.stringify(asEvent)}\n\n{"half":\n7`;
    expect(checkEvents(text).problems.map(({ line, message }) => [line, message])).toEqual([
      [3, 'is not JSON'],
      [4, 'is no event'],
    ]);
  });
});
