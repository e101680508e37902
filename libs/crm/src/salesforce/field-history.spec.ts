import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { SALES_CLOUD } from '../../testing/salesforce-server/sales-cloud';
import type { SalesforceCrm } from './salesforce-crm';

/** Edits of one record. */
const editsOf = async (crm: SalesforceCrm, object: string, id: string, fields: string[], since: Date) =>
  (await crm.editsSince(object, [{ id, since }], fields)).get(id) ?? [];

describe('the field history of Salesforce', () => {
  let org: RunningOrg;
  beforeEach(async () => (org = await startOrg()));
  afterEach(() => org.stop());

  it('tells former values of tracked fields, oldest first, and whose edits they were', async () => {
    const crm = org.connect();
    const id = org.server.createAs(ANN, 'Opportunity', {
      Name: 'Deal',
      StageName: 'Qualification',
      CloseDate: '2026-06-30',
      Amount: 10,
    });
    await org.clock.advance(60_000);
    const since = org.clock.now();
    org.server.editAs(BOB, 'Opportunity', id, { Amount: 20, Description: 'untracked' });
    await org.clock.advance(1000);
    await crm.write([{ object: 'Opportunity', operation: 'update', id, key: 'k', values: { Amount: 30 } }], 'approval');
    const edits = await editsOf(crm, 'Opportunity', id, ['Amount', 'Description'], since);
    expect(edits).toEqual([
      { field: 'Amount', before: 10, after: 20, at: since, by: org.server.people.get(BOB)!.id, ours: false },
      expect.objectContaining({ field: 'Amount', before: 20, after: 30, ours: true }),
    ]);
    const later = new Date(org.clock.now().getTime() + 1000);
    expect(await editsOf(crm, 'Opportunity', id, ['Amount'], later)).toEqual([]);
  });

  it('tells of many records in one request, each from its own instant on', async () => {
    const crm = org.connect();
    const [early, late, quiet] = ['One', 'Two', 'Three'].map((Name) => org.server.createAs(ANN, 'Account', { Name }));
    const since = org.clock.now();
    await org.clock.advance(5_000);
    for (const id of [early!, late!]) org.server.editAs(BOB, 'Account', id, { Name: 'First' });
    await org.clock.advance(5_000);
    const from = org.clock.now();
    for (const id of [early!, late!]) org.server.editAs(BOB, 'Account', id, { Name: 'Second' });
    await crm.read({ object: 'Account', fields: [] }, [early!], 'background');
    const before = org.server.limits.used();
    const asked = [
      { id: early!, since },
      { id: late!, since: from },
      { id: quiet!, since },
    ];
    const edits = await crm.editsSince('Account', asked, ['Name']);
    expect([early, late, quiet].map((id) => edits.get(id!)?.map(({ after }) => after))).toEqual([
      ['First', 'Second'],
      ['Second'],
      undefined,
    ]);
    expect(org.server.limits.used() - before).toBe(1);
  });

  it('tells a lookup once, by its field and its ids, though Salesforce keeps two rows under the name of the relationship', async () => {
    const [acme, globex] = ['Acme', 'Globex'].map((Name) => org.server.createAs(ANN, 'Account', { Name }));
    const deal = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30', AccountId: acme! };
    const id = org.server.createAs(ANN, 'Opportunity', deal);
    const since = org.clock.now();
    org.server.editAs(BOB, 'Opportunity', id, { AccountId: globex!, OwnerId: org.server.people.get(BOB)!.id });
    const rows = org.server.rows('OpportunityFieldHistory');
    expect(rows.filter((row) => row['Field'] === 'Account')).toMatchObject([
      { DataType: 'Text', OldValue: 'Acme', NewValue: 'Globex' },
      { DataType: 'EntityId', OldValue: acme, NewValue: globex },
    ]);
    const edits = await editsOf(org.connect(), 'Opportunity', id, ['AccountId', 'OwnerId'], since);
    expect(edits).toMatchObject([
      { field: 'AccountId', before: acme, after: globex, ours: false },
      { field: 'OwnerId', before: null, after: org.server.people.get(BOB)!.id, ours: false },
    ]);
  });

  it('names a custom lookup as the field itself', async () => {
    const partner = { name: 'Partner__c', type: 'reference', references: ['Account'], tracked: true } as const;
    const objects = SALES_CLOUD.map((object) =>
      object.name === 'Opportunity' ? { ...object, fields: [...object.fields, partner] } : object,
    );
    const other = await startOrg({ objects });
    try {
      const account = other.server.createAs(ANN, 'Account', { Name: 'Acme' });
      const deal = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30' };
      const id = other.server.createAs(ANN, 'Opportunity', deal);
      const since = other.clock.now();
      other.server.editAs(BOB, 'Opportunity', id, { Partner__c: account });
      expect(await editsOf(other.connect(), 'Opportunity', id, ['Partner__c'], since)).toMatchObject([
        { field: 'Partner__c', before: null, after: account },
      ]);
    } finally {
      await other.stop();
    }
  });

  it('is empty for an object that keeps none', async () => {
    const task = org.server.createAs(ANN, 'Task', { Subject: 'Call', Status: 'Not Started' });
    expect(await editsOf(org.connect(), 'Task', task, ['Subject'], new Date(0))).toEqual([]);
  });

  it('reads the history of accounts and contacts from their own objects', async () => {
    const account = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    const since = org.clock.now();
    org.server.editAs(BOB, 'Account', account, { Name: 'Acme Ltd' });
    expect(await editsOf(org.connect(), 'Account', account, ['Name'], since)).toMatchObject([
      { before: 'Acme', after: 'Acme Ltd' },
    ]);
  });
});
