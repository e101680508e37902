import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { MirrorSnapshot } from '@salesagent/mirror';
import { z } from 'zod';
import { deal, row } from '../testing/records';
import { nothing } from './decision';
import { defineAction } from './define';
import { pathTo } from './needs';
import { wantedBy, wantedByDeletions } from './triggers';

const risk = defineAction({
  id: 'deal-risk',
  rules: z.unknown(),
  needs: { opportunity: [], activity: [], contact: [] },
  on: [
    { event: 'ActivityLogged' },
    { event: 'ContactRoleAssigned' },
    { event: 'OpportunityFieldsRevised', fields: ['nextStep'] },
    'ImportCompleted',
    'ActionRequested',
  ],
  gather: () => ({}),
  decide: () => nothing(''),
});
const mirror = MirrorSnapshot.of([
  deal('D1'),
  deal('D2'),
  deal('D3', { accountId: 'A2' }),
  row('activity', 'V1', { opportunityId: 'D1' }),
  row('contact', 'C1', { accountId: 'A1' }),
]);

function event(type: string, data: object, topic = 'acme.crm.opportunity'): IntegrationEvent {
  return {
    id: `${type}-1`,
    type,
    version: 1,
    source: 'gateway',
    company: 'acme',
    topic,
    key: 'k',
    sequence: 1,
    occurredAt: '2017-12-31T00:00:00.000Z',
    recordedAt: '2018-01-01T00:00:00.000Z',
    correlationId: 'c',
    causationId: 'c',
    data,
  };
}
const record = (type: string, data: Partial<RecordEventData>): IntegrationEvent =>
  event(type, { recordVersion: 1, set: {}, by: 'P1', ...data });
const subjects = async (e: IntegrationEvent): Promise<string[]> =>
  (await wantedBy([e], [risk], mirror)).map((w) => w.subject);

describe('which deals an event concerns', () => {
  it('the one an activity names, even when the event itself does not', async () => {
    expect(await subjects(record('ActivityLogged', { recordType: 'activity', recordId: 'V1' }))).toEqual([
      'opportunity/D1',
    ]);
  });
  it('every deal of a contact’s account', async () => {
    expect(await subjects(record('ContactRoleAssigned', { recordType: 'contact', recordId: 'C1' }))).toEqual([
      'opportunity/D1',
      'opportunity/D2',
    ]);
  });
  it('none when the field is not one it listens to', async () => {
    const revised = (set: RecordEventData['set']) =>
      record('OpportunityFieldsRevised', { recordType: 'opportunity', recordId: 'D1', set });
    expect(await subjects(revised({ name: 'x' }))).toEqual([]);
    expect(await subjects(revised({ nextStep: 'x' }))).toEqual(['opportunity/D1']);
  });
  it('the one that a record is deleted of, and none by what no action reads', async () => {
    const gone = (recordType: 'activity' | 'case', recordId: string) =>
      wantedByDeletions([record('RecordDeleted', { recordType, recordId })], [risk], mirror);
    expect((await gone('activity', 'V1')).map(({ subject }) => subject)).toEqual(['opportunity/D1']);
    expect(await gone('case', 'K1')).toEqual([]);
  });
  it('all, in one pass after the import, when an import changed them', async () => {
    const [wanted] = await wantedBy(
      [record('ActivityLogged', { recordType: 'activity', recordId: 'V1', by: 'import' })],
      [risk],
      mirror,
    );
    expect(wanted).toMatchObject({ subject: '*', importRecordedAt: '2018-01-01T00:00:00.000Z' });
  });
  it('the one a person asks about', async () => {
    const asked = event(
      'ActionRequested',
      { requestId: 'r1', action: 'deal-risk', subject: 'opportunity/D2' },
      'acme.lifecycle.request',
    );
    expect(await wantedBy([asked], [risk], mirror)).toMatchObject([{ subject: 'opportunity/D2', requestId: 'r1' }]);
  });
});

describe('ways between records', () => {
  it.each([
    ['opportunity', 'activity', { kind: 'forward', field: 'opportunityId' }],
    ['opportunity', 'account', { kind: 'reverse', subjectField: 'accountId', recordField: null }],
    ['opportunity', 'contact', { kind: 'reverse', subjectField: 'accountId', recordField: 'accountId' }],
    ['account', 'opportunity', { kind: 'forward', field: 'accountId' }],
    ['contact', 'case', { kind: 'reverse', subjectField: 'accountId', recordField: 'accountId' }],
  ] as const)('%s ← %s', (subject, from, path) => {
    expect(pathTo(subject, from)).toEqual(path);
  });
});
