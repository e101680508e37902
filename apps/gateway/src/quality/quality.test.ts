import { addDays, RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import type { Principal, Role } from '@salesagent/auth';
import {
  columnsOf,
  insertRecords,
  measureQuality,
  PostgresCrm,
  rulesOf,
  updateRecords,
  type FieldValues,
  type QualityRecord,
  type TypeQuality,
} from '@salesagent/crm';
import { everythingVisible } from '@salesagent/event-store/testing';
import { Erasure } from '../personal-data/erasure';
import { RecordAccess } from '../crm-api/record-access';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { isOutOfDate, lookForDuplicates } from './duplicate-look';
import { recordsBehind } from './records-behind';
import { qualityFor } from './score';

/** So far ahead that what is written now has been quiet for more than 90 days, and less than a year. */
const AS_OF = addDays(new Date().toISOString(), 200);

const person = (role: Role, personId: string | null, teamIds: string[] = []): Principal => ({
  ...{ sub: personId ?? role, name: role, roles: [role], personId, teamIds },
});
const OPERATIONS = person('operations_vp', null);

describe('the quality of the running company’s records', () => {
  let gateway: GatewayDatabase;
  let crm: PostgresCrm;
  let access: RecordAccess;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    crm = new PostgresCrm(gateway.database.pool);
    access = new RecordAccess(gateway.database.pool);
  });
  afterEach(() => gateway.drop());

  const write = (type: RecordType, rows: Record<string, FieldValues>, by = 'U1') =>
    crm.transact({ by, cause: 'test' }, (client) =>
      insertRecords(
        client,
        type,
        Object.entries(rows).map(([id, fields]) => ({ id, fields })),
      ),
    );
  const score = (principal: Principal, asOf = AS_OF) => qualityFor(gateway.database.pool, access, principal, asOf);
  const of = (types: TypeQuality[], type: RecordType) => types.find((t) => t.type === type);

  it.each([1, 2, 3])('is what the rules say of the same records in memory (seed %i)', async (seed) => {
    const random = randomOf(seed);
    const records = new Map<RecordType, QualityRecord[]>();
    for (const type of RECORD_TYPES) {
      const imported = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`i${i}`, randomFields(type, random)]));
      const edited = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`e${i}`, randomFields(type, random)]));
      await write(type, imported, 'import');
      await write(type, edited);
      const stored = await crm.list(type, { limit: 100 });
      // What only an import told has no time of change.
      const changedAt = ({ updatedBy, updatedAt }: (typeof stored)[number]) =>
        updatedBy === 'import' ? {} : { changedAt: updatedAt };
      records.set(
        type,
        stored.map((record) => ({ id: record.id, fields: record.fields as FieldValues, ...changedAt(record) })),
      );
    }
    for (const type of ['account', 'contact'] as const) await lookForDuplicates(gateway.database.pool, type);
    // Examples and the likeliest pairs are fewer in an answer than in memory; the numbers are not.
    const without = (types: TypeQuality[]) =>
      JSON.parse(
        JSON.stringify(types, (name, value: unknown) => (name === 'ids' || name === 'duplicates' ? undefined : value)),
      ) as unknown;
    expect(without((await score(OPERATIONS)).types)).toEqual(without(measureQuality(records, AS_OF)));
  });

  it('counts for a rep what is theirs, for a manager their team’s, for operations everything', async () => {
    await write('account', { A1: { name: 'Acme', ownerId: 'U1' }, A2: { name: 'Beta', ownerId: 'U2' }, A3: {} });
    await write('contact', { C1: { accountId: 'A1' }, C2: { accountId: 'A2' }, C3: {} });
    const counts = async (principal: Principal) => {
      const { types } = await score(principal);
      return [of(types, 'account')?.records, of(types, 'contact')?.records];
    };
    expect(await counts(person('rep', 'U1'))).toEqual([1, 1]);
    expect(await counts(person('manager', 'U3', ['U1', 'U2']))).toEqual([2, 2]);
    expect(await counts(OPERATIONS)).toEqual([3, 3]);
    expect(await counts(person('rep', 'U9'))).toEqual([undefined, undefined]);
  });

  it('lists page by page exactly the records that were counted, with what they hold and whose they are', async () => {
    await write('person', { U1: { name: 'Ada Ash' } });
    const deals = Array.from({ length: 7 }, (_, i) => [`D${i}`, { name: `Deal ${i}`, amount: -i, ownerId: 'U1' }]);
    await write('opportunity', Object.fromEntries(deals) as Record<string, FieldValues>);
    await write('opportunity', { E1: { amount: -1, ownerId: 'U2' } });
    const rule = rulesOf('opportunity').find((r) => r.key === 'possible:amount-range')!;
    const visibility = access.predicate(person('rep', 'U1'), 'opportunity');
    const page = (after?: string) =>
      recordsBehind(gateway.database.pool, 'opportunity', rule, visibility, {
        ...{ asOf: AS_OF, limit: 4 },
        ...(after !== undefined && { after }),
      });
    const first = await page();
    expect(first).toMatchObject({ total: 6, field: 'amount', next: 'D4' });
    expect(first.records[0]).toEqual({
      ...{ id: 'D1', label: 'Deal 1', owner: { id: 'U1', name: 'Ada Ash' } },
      ...{ value: -1, page: 'opportunity/D1' },
    });
    const second = await page('D4');
    expect([second.records.map((r) => r.id), second.next]).toEqual([['D5', 'D6'], null]);
  });

  it('every complaint about every type can be listed', async () => {
    for (const type of RECORD_TYPES) {
      await write(type, { X: {} });
      for (const rule of rulesOf(type)) {
        const visibility = access.predicate(person('rep', 'U1'), type);
        const found = recordsBehind(gateway.database.pool, type, rule, visibility, { asOf: AS_OF, limit: 5 });
        await expect(found).resolves.toMatchObject({ type, rule: rule.key });
      }
    }
  });

  it('is not made fresh by what an agent writes', async () => {
    await write('opportunity', { D1: {}, D2: {} });
    const byAgent = { by: 'deal-scoring:opportunity/D1:1', cause: 'deal-scoring:opportunity/D1:1' };
    await gateway.database.pool.query(
      `alter table crm.change disable trigger all;
       update crm.change set changed_at = changed_at - interval '300 days' where record_id = 'D1'`,
    );
    await crm.transact(byAgent, (client) =>
      updateRecords(client, 'opportunity', [{ id: 'D1', fields: { agentWinProbability: 0.4 } }]),
    );
    const { types } = await score(OPERATIONS, addDays(AS_OF, -180));
    expect(of(types, 'opportunity')!.fresh).toMatchObject({ against: 1, of: 2 });
    expect(of(types, 'opportunity')!.fresh!.list).toMatchObject([{ rule: 'fresh:quiet', count: 1, ids: ['D1'] }]);
  });

  it('knows from a hosted CRM when a record was changed there, and of an import alone nothing', async () => {
    await write('opportunity', { D1: {}, D2: {}, D3: {} }, 'import');
    await gateway.database.pool.query(
      `insert into gateway.synced (record_type, record_id, changed_at, run)
       values ('opportunity', 'D1', $1, gen_random_uuid()), ('opportunity', 'D2', $2, gen_random_uuid())`,
      [addDays(AS_OF, -91), addDays(AS_OF, -90)],
    );
    const { types } = await score(OPERATIONS);
    expect(of(types, 'opportunity')!.fresh).toMatchObject({ against: 1, of: 3, list: [{ ids: ['D1'] }] });
  });

  it('finds pairs, shows them to who sees both records, and looks again only after a change', async () => {
    const { pool } = gateway.database;
    await write('account', {
      A1: { name: 'Acme Steel Inc.', website: 'acme.com', ownerId: 'U1' },
      A2: { name: 'ACME Steel', ownerId: 'U2' },
      A3: { name: 'Beta', ownerId: 'U1' },
    });
    expect(await isOutOfDate(pool, 'account')).toBe(true);
    // A look that others on the same server held back would see these changes once more.
    await everythingVisible(pool);
    expect(await lookForDuplicates(pool, 'account')).toEqual({ records: 3, pairs: 1 });
    const seen = async (principal: Principal) => {
      const { distinct, duplicates } = of((await score(principal)).types, 'account')!;
      return [distinct!.against, duplicates.map((d) => d.ids.join())];
    };
    expect(await seen(OPERATIONS)).toEqual([2, ['A1,A2']]);
    expect(await seen(person('rep', 'U1'))).toEqual([0, []]);
    expect(await seen(person('manager', 'U3', ['U1', 'U2']))).toEqual([2, ['A1,A2']]);
    expect(await isOutOfDate(pool, 'account')).toBe(false);
    const change = (fields: FieldValues) =>
      crm.transact({ by: 'U1', cause: 'x' }, (client) => updateRecords(client, 'account', [{ id: 'A3', fields }]));
    await change({ industry: 'steel' });
    expect(await isOutOfDate(pool, 'account')).toBe(false);
    await change({ name: 'ACME Steel' });
    expect(await isOutOfDate(pool, 'account')).toBe(true);
    expect(await lookForDuplicates(pool, 'account')).toEqual({ records: 3, pairs: 3 });
  });

  it('asks once only of what has changed, and still sees what was being written meanwhile', async () => {
    const { pool } = gateway.database;
    await write('account', { A1: { name: 'Acme Steel' }, A2: { name: 'Beta' } });
    await everythingVisible(pool);
    await lookForDuplicates(pool, 'account');
    const rename = (fields: FieldValues, meanwhile?: () => Promise<unknown>) =>
      crm.transact({ by: 'U1', cause: 'x' }, async (client) => {
        await updateRecords(client, 'account', [{ id: 'A2', fields }]);
        await meanwhile?.();
      });
    const unasked = async () => {
      const { rows } = await pool.query<{ n: number }>(
        `select count(*)::int as n from crm.change c join gateway.duplicate_look l using (record_type)
         where c.transaction_id >= l.seen_up_to`,
      );
      return rows[0]!.n;
    };
    await rename({ industry: 'steel' });
    expect(await unasked()).toBeGreaterThan(0);
    // Other tests' transactions on this server hold back what counts as seen.
    while ((await unasked()) > 0) expect(await isOutOfDate(pool, 'account')).toBe(false);
    await rename({ name: 'ACME Steel' }, async () => expect(await isOutOfDate(pool, 'account')).toBe(false));
    expect(await isOutOfDate(pool, 'account')).toBe(true);
    expect(await isOutOfDate(pool, 'account')).toBe(true);
  });

  it('misses nothing of people who were erased, and names them nowhere', async () => {
    const { database, store, sealer } = gateway;
    await write('account', { A1: { name: 'Acme' } });
    const zelda = { accountId: 'A1', name: 'Zelda Quux', email: 'zelda@quux.example' };
    await write('contact', { C1: zelda, C2: { ...zelda, name: 'Zelda Quuux' } });
    await lookForDuplicates(database.pool, 'contact');
    expect(of((await score(OPERATIONS)).types, 'contact')!.duplicates).toHaveLength(1);
    const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
    await erasure.erase({ ref: 'contact/C1', by: 'operations', reason: 'request 17' });
    const contacts = of((await score(OPERATIONS)).types, 'contact')!;
    expect(contacts).toMatchObject({ records: 1, duplicates: [], distinct: { against: 0 } });
    expect(await lookForDuplicates(database.pool, 'contact')).toEqual({ records: 1, pairs: 0 });
  });
});

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TEXTS: Record<string, readonly string[]> = {
  outcome: ['won', 'lost'],
  status: ['open', 'closed', 'ended', 'active'],
  email: ['a@b.de', ' A+x@b.de ', 'a@b', 'nobody', 'a b@c.de', 'é@b.de', '@b.de'],
  name: ['Acme Steel', 'Acme Steel Inc', 'Beta', 'Gamma Works', 'Ada Ash', 'Ada Ashe'],
  phone: ['+49 30 5550199', '030 5550199'],
};

/** Every field empty or filled, with values on both sides of every limit. */
function randomFields(type: RecordType, random: () => number): FieldValues {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const day = () => addDays(AS_OF, pick([-800, -366, -365, -91, -90, -2, -1, 0, 1, 30]));
  const values: Record<string, () => unknown> = {
    number: () => pick([-1, 0, 0.5, 1, 2, 100, 3_000, 1e9]),
    money: () => pick([-5, 0, 10, 1e6, 5e12]),
    date: day,
    instant: () => `${day()}T${pick(['00:00:00', '23:59:59'])}.000Z`,
    boolean: () => random() < 0.5,
    json: () => ({}),
    'text[]': () => ['x'],
    ref: () => pick(['a', 'b']),
  };
  const filled = columnsOf(type).filter(() => random() < 0.6);
  return Object.fromEntries(
    filled.map(({ field, kind }) => [field, values[kind]?.() ?? pick(TEXTS[field] ?? ['some text'])]),
  );
}
