import { ANN, BOB, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { CrmUnavailable, QuotaExhausted } from '../hosted/errors';
import type { HostedWrite } from '../hosted/port';
import type { SalesforceCrm } from './salesforce-crm';

const DEAL = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30' };

describe('writing to Salesforce', () => {
  let org: RunningOrg;
  let crm: SalesforceCrm;
  beforeEach(async () => {
    org = await startOrg();
    crm = org.connect();
  });
  afterEach(() => org.stop());

  const update = (id: string, values: HostedWrite['values'], more: Partial<HostedWrite> = {}): HostedWrite => ({
    ...{ object: 'Opportunity', operation: 'update', id, key: `key-${id}`, values },
    ...more,
  });
  const row = (id: string) => org.server.rows('Opportunity').find((candidate) => candidate['Id'] === id)!;
  const deal = () => org.server.createAs(ANN, 'Opportunity', DEAL);

  it('updates only the fields that it is given, many records in one request', async () => {
    const ids = [deal(), deal(), deal()];
    const outcomes = await crm.write(
      ids.map((id, n) => update(id, { Amount: n })),
      'approval',
    );
    expect(outcomes).toEqual(ids.map((id) => ({ outcome: 'written', id })));
    expect(row(ids[2]!)).toMatchObject({ Amount: 2, Name: 'Deal', StageName: 'Qualification' });
    expect(org.server.requests.get('/services/data/v64.0/composite/sobjects')).toBe(1);
  });

  it('writes letters of every language', async () => {
    const id = deal();
    await crm.write([update(id, { NextStep: 'Zoë → 会議' })], 'approval');
    expect(row(id)['NextStep']).toBe('Zoë → 会議');
  });

  it('writes the same record twice in the order given, in two requests', async () => {
    const id = deal();
    await crm.write([update(id, { Amount: 1 }), update(id, { Amount: 2 })], 'approval');
    expect(row(id)['Amount']).toBe(2);
  });

  it('splits more than 200 records', async () => {
    const ids = Array.from({ length: 205 }, deal);
    expect(
      await crm.write(
        ids.map((id) => update(id, { Amount: 9 })),
        'background',
      ),
    ).toHaveLength(205);
    expect(ids.every((id) => row(id)['Amount'] === 9)).toBe(true);
  });

  it('lets the writes of one call fail each for itself', async () => {
    org.server.org.rules.push((_object, values) => (values['Amount'] === -1 ? 'An amount is never negative' : null));
    const [good, negative, deleted, merged, wrong] = [deal(), deal(), deal(), '', deal()];
    org.server.deleteAs(BOB, 'Opportunity', deleted!);
    const outcomes = await crm.write(
      [
        update(good!, { Amount: 5 }),
        update(negative!, { Amount: -1 }),
        update(deleted!, { Amount: 5 }),
        update('0065e0000zzzzzzAAA', { Amount: 5 }),
        update(wrong!, { Nothing__c: 5 }),
      ],
      'approval',
    );
    expect(merged).toBe('');
    expect(outcomes).toEqual([
      { outcome: 'written', id: good },
      { outcome: 'refused', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'An amount is never negative' },
      { outcome: 'gone' },
      { outcome: 'gone' },
      { outcome: 'refused', code: 'INVALID_FIELD', message: expect.stringContaining('Nothing__c') },
    ]);
  });

  it('says which record goes on when the one to be written was merged', async () => {
    const [master, other] = ['One', 'Two'].map((Name) => org.server.createAs(ANN, 'Account', { Name }));
    org.server.mergeAs(BOB, 'Account', master!, other!);
    const write = update(other!, { Name: 'Three' }, { object: 'Account' });
    expect(await crm.write([write], 'approval')).toEqual([{ outcome: 'gone', mergedInto: master }]);
  });

  it('knows that nothing happened when the server was never reached', async () => {
    await org.stop();
    await expect(crm.write([update('x', {})], 'approval')).rejects.toMatchObject({ mayHaveHappened: false });
    org = await startOrg();
  });

  it('refuses to overwrite what was changed after a given time, to the second', async () => {
    const id = deal();
    const seen = org.clock.now();
    await org.clock.advance(5000);
    expect(await crm.write([update(id, { Amount: 1 }, { unchangedSince: seen })], 'approval')).toMatchObject([
      { outcome: 'written' },
    ]);
    await org.clock.advance(5000);
    org.server.editAs(BOB, 'Opportunity', id, { Amount: 2 });
    const late = update(id, { Amount: 3 }, { unchangedSince: seen });
    expect(await crm.write([late], 'approval')).toEqual([{ outcome: 'changed-since' }]);
    expect(await crm.write([{ ...late, operation: 'delete' }], 'approval')).toEqual([{ outcome: 'changed-since' }]);
    expect(row(id)).toMatchObject({ Amount: 2, IsDeleted: false });
  });

  it('is told by Salesforce, not by a look before, when somebody comes between', async () => {
    const id = deal();
    const seen = org.clock.now();
    await org.clock.advance(5000);
    org.server.beforeNextWrite(() => org.server.editAs(BOB, 'Opportunity', id, { Amount: 2 }));
    expect(await crm.write([update(id, { Amount: 3 }, { unchangedSince: seen })], 'approval')).toEqual([
      { outcome: 'changed-since' },
    ]);
    expect(row(id)['Amount']).toBe(2);
  });

  it('maps the refusals of a conditional write like those of any other', async () => {
    const id = deal();
    const at = { unchangedSince: new Date(org.clock.now().getTime() + 1000) };
    expect(await crm.write([update(id, { Name: null }, at)], 'approval')).toMatchObject([
      { outcome: 'refused', code: 'REQUIRED_FIELD_MISSING', field: 'Name' },
    ]);
    org.server.deleteAs(BOB, 'Opportunity', id);
    expect(await crm.write([update(id, { Amount: 1 }, at)], 'approval')).toEqual([{ outcome: 'gone' }]);
  });

  it('waits for a record that is locked, and gives up in time', async () => {
    const id = deal();
    org.server.org.locks.set(id, 2);
    expect(await crm.write([update(id, { Amount: 1 })], 'approval')).toMatchObject([{ outcome: 'written' }]);
    org.server.org.locks.set(id, 2);
    const conditional = update(id, { Amount: 2 }, { unchangedSince: org.clock.now() });
    expect(await crm.write([conditional], 'approval')).toMatchObject([{ outcome: 'written' }]);
    org.server.org.locks.set(id, 100);
    await expect(crm.write([update(id, { Amount: 1 })], 'approval')).rejects.toMatchObject({ mayHaveHappened: false });
  });

  it('deletes, and reports what was deleted before', async () => {
    const [one, two] = [deal(), deal()];
    org.server.deleteAs(BOB, 'Opportunity', two!);
    const outcomes = await crm.write(
      [one!, two!].map((id) => update(id, {}, { operation: 'delete' })),
      'approval',
    );
    expect(outcomes).toEqual([{ outcome: 'written', id: one }, { outcome: 'gone' }]);
    expect(row(one!)['IsDeleted']).toBe(true);
  });

  it('tells a limit of the day from one of the moment', async () => {
    const id = deal();
    org.server.limits.longRunning = 25;
    await expect(crm.write([update(id, {})], 'approval')).rejects.toBeInstanceOf(CrmUnavailable);
    org.server.limits.longRunning = 0;
    org.server.limits.spend(100_000);
    await expect(crm.write([update(id, {})], 'approval')).rejects.toBeInstanceOf(QuotaExhausted);
    // The day slides: Salesforce is asked again, no faster than requests come free.
    const [{ refused }, at] = [org.server.limits, org.clock.now().getTime()];
    for (let n = 1; n <= 3; n += 1)
      await expect(crm.write([update(id, {})], 'approval')).rejects.toBeInstanceOf(QuotaExhausted);
    expect(org.server.limits.refused).toBe(refused + 3);
    expect(org.clock.now().getTime() - at).toBeGreaterThanOrEqual(3 * 1_728);
  });
});
