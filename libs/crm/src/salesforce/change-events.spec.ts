import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { Replica } from '../../testing/salesforce-server/replica';
import type { SalesforceCrm } from './salesforce-crm';

const SELECTIONS = [
  { object: 'Account', fields: ['Name', 'Industry'] },
  { object: 'Opportunity', fields: ['Name', 'StageName', 'Amount'] },
];
const DEAL = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30' };
const HOUR = 3_600_000;

describe('changes in Salesforce, told by change events', () => {
  let org: RunningOrg;
  let crm: SalesforceCrm;
  let replica: Replica;
  let account: string;
  beforeEach(async () => {
    org = await startOrg();
    crm = connect();
    replica = new Replica(SELECTIONS, await crm.position(SELECTIONS));
    account = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    await replica.catchUp(crm);
    org.server.editAs(ANN, 'Account', account, { Industry: 'Retail' });
    await replica.catchUp(crm);
  });
  afterEach(() => org.stop());

  const connect = () => org.connect({ overlapMs: 60_000, coverMs: 7 * 24 * HOUR });
  const polls = () => org.server.polled('Account');
  const position = () =>
    (JSON.parse(replica.cursor) as { objects: Record<string, { replay?: number; due?: boolean }> }).objects['Account']!;

  it('reads by stamp first, and from the first event on only what events name', async () => {
    const before = polls();
    expect(position().replay).toBeGreaterThan(0);
    org.server.editAs(BOB, 'Account', account, { Name: 'Acme Ltd', Industry: null });
    expect(await replica.catchUp(crm)).toMatchObject([
      { id: account, ours: false, values: { Name: 'Acme Ltd', Industry: null } },
    ]);
    expect(await replica.catchUp(crm)).toEqual([]);
    expect(polls()).toBe(before);
  });

  it('goes on after a restart where the kept replay id says', async () => {
    const before = polls();
    org.server.editAs(BOB, 'Account', account, { Name: 'While we were away' });
    expect(await replica.catchUp(connect())).toMatchObject([{ id: account, values: { Name: 'While we were away' } }]);
    expect(polls()).toBe(before);
  });

  it('tells again what was handed out in a page that was not kept', async () => {
    org.server.editAs(BOB, 'Account', account, { Name: 'Twice' });
    const first = await crm.changesSince(SELECTIONS, replica.cursor);
    const again = await crm.changesSince(SELECTIONS, replica.cursor);
    expect(again.records).toEqual(first.records);
    expect(first.records).toMatchObject([{ values: { Name: 'Twice' } }]);
  });

  it('loses nothing of an object without any event yet, when its page was not kept or the connection began anew', async () => {
    const deal = org.server.createAs(ANN, 'Opportunity', DEAL);
    await crm.changesSince(SELECTIONS, replica.cursor);
    await replica.catchUp(connect());
    expect(replica.copies.get(deal)).toMatchObject({ state: 'live' });
  });

  it('reads by stamp what was before a new subscription, though an event has already come in it', async () => {
    const deal = org.server.createAs(ANN, 'Opportunity', DEAL);
    const later: string[] = [];
    const anew = connect();
    org.server.beforeNext(
      ({ body }) => body.includes('/meta/connect'),
      () => void later.push(org.server.createAs(ANN, 'Opportunity', DEAL)),
    );
    await replica.catchUp(anew);
    expect(replica.copies.get(deal)).toMatchObject({ state: 'live' });
    expect(replica.copies.get(later[0]!)).toMatchObject({ state: 'live' });
  });

  it('reads the record for a gap event', async () => {
    org.server.faults.next('event-gap');
    org.server.editAs(BOB, 'Account', account, { Name: 'In the gap' });
    expect(await replica.catchUp(crm)).toMatchObject([{ id: account, values: { Name: 'In the gap' } }]);
  });

  it('reads the object by stamp for an overflow', async () => {
    const before = polls();
    org.server.faults.next('event-overflow');
    org.server.editAs(BOB, 'Account', account, { Name: 'Overflown' });
    expect(await replica.catchUp(crm)).toContainEqual(
      expect.objectContaining({ values: expect.objectContaining({ Name: 'Overflown' }) }),
    );
    expect(polls()).toBe(before + 1);
    expect(position().due).toBeUndefined();
  });

  it('falls back to the last stamp when the replay id is older than the 72 hours that events are kept', async () => {
    org.server.editAs(BOB, 'Account', account, { Name: 'Long ago' });
    await org.clock.advance(80 * HOUR);
    const second = org.server.createAs(ANN, 'Account', { Name: 'Second' });
    await replica.catchUp(crm);
    expect(replica.copies.get(account)).toMatchObject({ values: { Name: 'Long ago' } });
    expect(replica.copies.get(second)).toMatchObject({ state: 'live' });
    org.server.editAs(BOB, 'Account', account, { Name: 'And on' });
    expect(await replica.catchUp(crm)).toMatchObject([{ id: account, values: { Name: 'And on' } }]);
    expect(position().replay).toBeGreaterThan(0);
  });

  it('subscribes anew when the server no longer knows us, or our token', async () => {
    org.server.streaming.forgetClients();
    org.server.editAs(BOB, 'Account', account, { Name: 'Unknown client' });
    await replica.catchUp(crm);
    org.server.signIn.expireSessions();
    org.server.editAs(BOB, 'Account', account, { Industry: 'Finance' });
    await replica.catchUp(crm);
    expect(replica.copies.get(account)).toMatchObject({ values: { Name: 'Unknown client', Industry: 'Finance' } });
  });

  it('polls while the stream is down', async () => {
    for (let n = 0; n < 4; n += 1) org.server.faults.next('unavailable-before', (path) => path.startsWith('/cometd'));
    org.server.editAs(BOB, 'Account', account, { Name: 'By stamp' });
    expect(await replica.catchUp(crm)).toContainEqual(
      expect.objectContaining({ values: expect.objectContaining({ Name: 'By stamp' }) }),
    );
  });

  it('tells our own writes by their origin from those of people', async () => {
    await crm.write(
      [{ object: 'Account', operation: 'update', id: account, key: 'k', values: { Name: 'Ours' } }],
      'approval',
    );
    expect(await replica.catchUp(crm)).toMatchObject([{ id: account, ours: true }]);
    // A subrequest says it for itself.
    const unchangedSince = new Date(org.clock.now().getTime() + 1_000);
    const conditional = { key: 'c', values: { Name: 'Ours, if unchanged' }, unchangedSince };
    await crm.write([{ object: 'Account', operation: 'update', id: account, ...conditional }], 'approval');
    expect(await replica.catchUp(crm)).toMatchObject([{ id: account, ours: true }]);
    await crm.write(
      [{ object: 'Account', operation: 'update', id: account, key: 'l', values: { Name: 'Ours too' } }],
      'approval',
    );
    org.server.editAs(BOB, 'Account', account, { Industry: 'Medical' });
    expect(await replica.catchUp(crm)).toMatchObject([
      { id: account, ours: false, values: { Name: 'Ours too', Industry: 'Medical' } },
    ]);
  });

  it('tells a merge by the deletion of one and the change of the other', async () => {
    const other = org.server.createAs(ANN, 'Account', { Name: 'Other' });
    await replica.catchUp(crm);
    org.server.mergeAs(BOB, 'Account', account, other);
    await replica.catchUp(crm);
    expect(replica.copies.get(other)).toMatchObject({ state: 'merged', mergedInto: account });
  });

  it('tells a deletion that no query shows any more, at the time of its event', async () => {
    const [known] = (await crm.read(SELECTIONS[0]!, [account], 'background')).map(({ modifiedAt }) => modifiedAt);
    await org.clock.advance(HOUR);
    const deletedAt = org.clock.now();
    org.server.purgeAs(BOB, 'Account', account);
    await org.clock.advance(HOUR);
    const [gone] = await replica.catchUp(crm);
    expect(gone).toMatchObject({ id: account, state: 'deleted', modifiedAt: deletedAt });
    expect(gone!.modifiedAt.getTime()).toBeGreaterThan(known!.getTime());
  });

  it('polls objects that are not selected for change events', async () => {
    const users = [{ object: 'User', fields: ['Name'] }, ...SELECTIONS];
    const page = await crm.changesSince(users, await crm.position(users));
    expect(page.records.filter(({ object }) => object === 'User')).toHaveLength(3);
    expect(page.more).toBe(false);
  });

  it('covers by stamp, from time to time, what no event tells', async () => {
    const often = org.connect({ overlapMs: 60_000, coverMs: HOUR });
    await replica.catchUp(often);
    const before = polls();
    await org.clock.advance(2 * HOUR);
    await replica.catchUp(often);
    expect(polls()).toBe(before + 1);
  });
});
