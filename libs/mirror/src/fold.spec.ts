import type { IntegrationEvent } from '@salesagent/canon/events';
import { foldEvents } from './fold';

const event = (type: string, id: string, set: Record<string, unknown>, version = 1): IntegrationEvent => ({
  id: `${type}-${id}-${version}`,
  type,
  version: 1,
  source: 'gateway',
  company: 'acme',
  topic: 'acme.crm.opportunity',
  key: `opportunity/${id}`,
  sequence: version,
  occurredAt: '2017-01-01T00:00:00.000Z',
  recordedAt: `2017-01-0${version}T00:00:00.000Z`,
  correlationId: 'c',
  causationId: 'c',
  data: { recordType: 'opportunity', recordId: id, recordVersion: version, set, by: 'import' },
});
const declares = { opportunity: ['amount', 'ownerId'] };

describe('folding a batch of record events', () => {
  it('keeps only the declared fields, the last value of each', () => {
    const effects = foldEvents(
      [
        event('OpportunityCreated', '1', { amount: 1, name: 'not declared' }),
        event('AmountRevised', '1', { amount: 2 }, 2),
        event('OpportunityOwnerChanged', '1', { ownerId: null }, 3),
      ],
      declares,
    );
    expect(effects).toEqual([
      {
        type: 'opportunity',
        id: '1',
        version: 3,
        replaces: false,
        set: { amount: 2, ownerId: null },
        updatedAt: '2017-01-03T00:00:00.000Z',
      },
    ]);
  });

  it('forgets what was known of a record that was deleted, also when it comes back', () => {
    const back = foldEvents(
      [
        event('OpportunityCreated', '1', { amount: 1 }),
        event('RecordDeleted', '1', {}, 2),
        event('OpportunityCreated', '1', { ownerId: 'p' }, 3),
      ],
      declares,
    );
    expect(back).toMatchObject([{ replaces: true, set: { ownerId: 'p' } }]);
    expect(foldEvents([event('RecordDeleted', '1', {}, 2)], declares)).toMatchObject([{ replaces: true, set: null }]);
  });

  it('passes by record types that are not declared and events about no record', () => {
    const other = { ...event('AccountCreated', '1', {}), data: { recordType: 'account', recordId: '1', set: {} } };
    const none = { ...event('ActionPrepared', '1', {}), data: { actionId: 'x', reason: 'y' } };
    expect(foldEvents([other, none], declares)).toEqual([]);
  });
});
