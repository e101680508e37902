import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';

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
    const edits = await crm.editsSince('Opportunity', id, ['Amount', 'Description'], since);
    expect(edits).toEqual([
      { field: 'Amount', before: 10, after: 20, at: since, by: org.server.people.get(BOB)!.id, ours: false },
      expect.objectContaining({ field: 'Amount', before: 20, after: 30, ours: true }),
    ]);
    expect(await crm.editsSince('Opportunity', id, ['Amount'], new Date(org.clock.now().getTime() + 1000))).toEqual([]);
  });

  it('is empty for an object that keeps none', async () => {
    const task = org.server.createAs(ANN, 'Task', { Subject: 'Call', Status: 'Not Started' });
    expect(await org.connect().editsSince('Task', task, ['Subject'], new Date(0))).toEqual([]);
  });

  it('reads the history of accounts and contacts from their own objects', async () => {
    const account = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    const since = org.clock.now();
    org.server.editAs(BOB, 'Account', account, { Name: 'Acme Ltd' });
    expect(await org.connect().editsSince('Account', account, ['Name'], since)).toMatchObject([
      { before: 'Acme', after: 'Acme Ltd' },
    ]);
  });
});
