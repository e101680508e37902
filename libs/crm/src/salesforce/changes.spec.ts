import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { Replica } from '../../testing/salesforce-server/replica';
import { CursorExpired } from '../hosted/errors';
import type { SalesforceCrm } from './salesforce-crm';

const SELECTIONS = [
  { object: 'Account', fields: ['Name', 'Industry'] },
  { object: 'Contact', fields: ['LastName', 'AccountId'] },
  { object: 'Opportunity', fields: ['Name', 'StageName', 'Amount', 'AccountId'] },
];
const DEAL = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30' };

describe('changes in Salesforce, read by SystemModstamp', () => {
  let org: RunningOrg;
  let crm: SalesforceCrm;
  let replica: Replica;
  beforeEach(async () => {
    org = await startOrg();
    crm = org.connect({ changeEvents: false, changePageSize: 50, overlapMs: 60_000 });
    replica = new Replica(SELECTIONS, await crm.position(SELECTIONS));
  });
  afterEach(() => org.stop());

  it('tells what was made, edited and emptied since the position', async () => {
    const id = org.server.createAs(ANN, 'Account', { Name: 'Acme', Industry: 'Retail' });
    await replica.catchUp(crm);
    await org.clock.advance(600_000);
    org.server.editAs(BOB, 'Account', id, { Industry: null });
    const [change] = await replica.catchUp(crm);
    expect(change).toMatchObject({ id, state: 'live', ours: false, values: { Name: 'Acme', Industry: null } });
    expect(change!.modifiedBy).toBe(org.server.people.get(BOB)!.id);
    expect(change!.modifiedAt).toEqual(org.clock.now());
  });

  it('loses nothing where equal stamps meet the border of a page', async () => {
    for (let n = 0; n < 173; n += 1) org.server.createAs(ANN, 'Account', { Name: `Account ${n}` });
    await replica.catchUp(crm);
    expect(replica.copies.size).toBe(173);
    expect(replica.pages).toBeGreaterThan(3);
  });

  it('tells a deletion, and a merge with the record that goes on', async () => {
    const [one, two, three] = ['One', 'Two', 'Three'].map((Name) => org.server.createAs(ANN, 'Account', { Name }));
    const contact = org.server.createAs(ANN, 'Contact', { LastName: 'Smith', AccountId: two! });
    await replica.catchUp(crm);
    org.server.deleteAs(BOB, 'Account', one!);
    org.server.mergeAs(BOB, 'Account', three!, two!);
    await replica.catchUp(crm);
    expect(replica.copies.get(one!)).toMatchObject({ state: 'deleted' });
    expect(replica.copies.get(two!)).toMatchObject({ state: 'merged', mergedInto: three });
    expect(replica.copies.get(contact)).toMatchObject({ values: { AccountId: three } });
  });

  it('sees a change that became visible after its own stamp was read past', async () => {
    const id = org.server.createAs(ANN, 'Opportunity', DEAL);
    await org.clock.advance(300_000);
    await replica.catchUp(crm);
    org.server.editLateAs(BOB, 'Opportunity', id, { Amount: 77 }, 20_000);
    await org.clock.advance(5000);
    const other = org.server.createAs(ANN, 'Opportunity', DEAL);
    await replica.catchUp(crm);
    await org.clock.advance(30_000);
    await replica.catchUp(crm);
    expect(replica.copies.get(id)).toMatchObject({ values: { Amount: 77 } });
    expect(replica.copies.has(other)).toBe(true);
  });

  it('reads nothing again once the overlap has passed', async () => {
    org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    await replica.catchUp(crm);
    await org.clock.advance(120_000);
    await replica.catchUp(crm);
    expect(await replica.catchUp(crm)).toEqual([]);
  });

  it('marks a change by our own user as ours', async () => {
    const id = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    await crm.write(
      [{ object: 'Account', operation: 'update', id, key: 'a', values: { Industry: 'Finance' } }],
      'approval',
    );
    expect(await replica.catchUp(crm)).toMatchObject([{ id, ours: true }]);
  });

  it('hands out what it has read when a later object fails, and goes on there', async () => {
    org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    org.server.createAs(ANN, 'Opportunity', DEAL);
    let queries = 0;
    org.server.faults.next('unavailable-before', (path) => path.endsWith('/queryAll') && (queries += 1) === 3);
    const page = await crm.changesSince(SELECTIONS, replica.cursor);
    expect(page).toMatchObject({ more: true, records: [{ object: 'Account' }] });
    replica.keep(page);
    expect(await replica.catchUp(crm)).toMatchObject([{ object: 'Opportunity' }]);
  });

  it('begins a newly selected object where the cursor was taken', async () => {
    const lead = org.server.createAs(ANN, 'Lead', { LastName: 'Jones', Company: 'Globex' });
    const page = await crm.changesSince([...SELECTIONS, { object: 'Lead', fields: ['Company'] }], replica.cursor);
    expect(page.records).toMatchObject([{ id: lead, values: { Company: 'Globex' } }]);
  });

  it('says that a cursor is too old when deletions may have left the recycle bin', async () => {
    await org.clock.advance(16 * 24 * 3_600_000);
    await expect(crm.changesSince(SELECTIONS, replica.cursor)).rejects.toBeInstanceOf(CursorExpired);
    await expect(crm.changesSince(SELECTIONS, '{"from":1}')).rejects.toThrow(/take a new position/);
  });
});
