import { Pool } from 'pg';
import type { Principal } from '@salesagent/auth';
import type { RecordType } from '@salesagent/canon/sales';
import { crmDdl, DUPLICATE_TYPES, rulesOf } from '@salesagent/crm';
import { vaultDdl } from '@salesagent/sealing';
import { RecordAccess } from '../../apps/gateway/src/crm-api/record-access';
import { lookForDuplicates } from '../../apps/gateway/src/quality/duplicate-look';
import { pairList } from '../../apps/gateway/src/quality/pair-list';
import { recordsBehind } from '../../apps/gateway/src/quality/records-behind';
import { qualityFor } from '../../apps/gateway/src/quality/score';
import { INTAKE_DDL } from '../../apps/gateway/src/intake/tables';
import { QUALITY_DDL } from '../../apps/gateway/src/quality/tables';
import { SYNC_DDL } from '../../apps/gateway/src/sync/tables';
import { withDatabase } from '../server';
import { printTable } from '../table';

/**
 * Scores of a large company, and its duplicates: how long an answer takes, and how much of this process it needs beyond
 * what it needed before. An answer is counted by the database; the search for duplicates runs here.
 */
const [deals, activities] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 500_000)];
const accounts = deals / 5;
const contacts = deals / 2;
const OWNERS = 200;
const AS_OF = '2026-11-01';

const OPERATIONS: Principal = { sub: 'vp', name: 'VP', roles: ['operations_vp'], personId: null, teamIds: [] };
const REP: Principal = { sub: 'U1', name: 'Rep', roles: ['rep'], personId: 'U1', teamIds: [] };

/** Records made by the database from a row's number `n`; a tenth of accounts and contacts are another's double. */
const COMPANY: readonly [type: RecordType, rows: number, columns: string, values: string][] = [
  ['person', OWNERS, 'name, manager_id, active', `'Rep ' || n, 'U200', true`],
  [
    'account',
    accounts,
    'name, owner_id, country, city, website, industry',
    `initcap(md5(d::text)) || ' ' || (array['Steel','Foods','Retail','Power'])[1 + d % 4] || case when d < n then ' Inc.' else '' end,
     'U' || 1 + n % ${OWNERS}, 'Germany', case when n % 3 > 0 then 'City ' || d % 50 end,
     case when n % 2 = 0 then left(md5(d::text), 10) || '.example' end, case when n % 4 > 0 then 'retail' end`,
  ],
  [
    'contact',
    contacts,
    'name, account_id, email, phone, role',
    `initcap(left(md5(d::text), 6)) || ' ' || initcap(right(md5(d::text), 8)), 'account-' || 1 + d % ${accounts},
     case when n % 3 > 0 then left(md5(d::text), 8) || '@mail.example' end,
     case when n % 5 = 0 then '+49 30 ' || 1000000 + d end, case when n % 2 = 0 then 'EB' end`,
  ],
  [
    'opportunity',
    deals,
    'name, account_id, owner_id, outcome, amount, created_at, closed_at, expected_close_date, sub_stage',
    `'Deal ' || n, case when n % 6 > 0 then 'account-' || 1 + n % ${accounts} end, 'U' || 1 + n % ${OWNERS},
     case n % 3 when 0 then 'won' when 1 then 'lost' end, n % 1000, date '2025-01-01' + n % 300,
     case when n % 3 < 2 then date '2025-03-01' + n % 500 end, date '2026-09-01' + n % 120, '4.1'`,
  ],
  [
    'activity',
    activities,
    'account_id, opportunity_id, owner_id, type, direction, happened_at',
    `'account-' || 1 + n % ${accounts}, 'opportunity-' || 1 + n % ${deals}, 'U' || 1 + n % ${OWNERS}, 'call',
     case when n % 2 = 0 then 'inbound' end, date '2025-01-01' + n % 700`,
  ],
];

async function fill(pool: Pool): Promise<void> {
  await pool.query('create schema gateway; create schema crm;');
  for (const ddl of [crmDdl(), INTAKE_DDL, SYNC_DDL, QUALITY_DDL, vaultDdl()]) await pool.query(ddl);
  for (const [type, rows, columns, values] of COMPANY) {
    const id = type === 'person' ? `'U' || n` : `'${type}-' || n`;
    await pool.query(
      `insert into crm."${type}" (id, ${columns})
       select ${id}, ${values} from generate_series(1, ${rows}) n, lateral (select case when n % 10 = 0 then n - 1 else n end) x(d)`,
    );
  }
  // An agent has scored every open deal since a person changed it.
  await pool.query(
    `with by as (select set_config('crm.by', 'deal-scoring:opportunity/x:1', true))
     update crm.opportunity set agent_win_probability = 0.3 from by where outcome is null`,
  );
  await pool.query('vacuum analyze');
}

/** What a piece of work takes: milliseconds, and the most memory of this process above what it began with, in MiB. */
async function taken<T>(work: () => Promise<T>): Promise<{ ms: number; mib: number; longestTurn: number; result: T }> {
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage().rss;
  let [most, longestTurn, last] = [before, 0, performance.now()];
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
    longestTurn = Math.max(longestTurn, performance.now() - last);
    last = performance.now();
  }, 5);
  const began = performance.now();
  const result = await work();
  const ms = performance.now() - began;
  clearInterval(watch);
  return { ms, mib: (most - before) / 2 ** 20, longestTurn, result };
}

async function main(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  try {
    await measureAll(pool);
  } finally {
    await pool.end();
  }
}

async function measureAll(pool: Pool): Promise<void> {
  await fill(pool);
  const access = new RecordAccess(pool);
  const rows: string[][] = [];
  const measure = async (what: string, work: () => Promise<string>): Promise<void> => {
    const { ms, mib, longestTurn, result } = await taken(work);
    rows.push([what, result, ms.toFixed(0), mib.toFixed(0), longestTurn.toFixed(0)]);
  };
  for (const type of DUPLICATE_TYPES) {
    await measure(`look for duplicates, ${type}s`, async () => {
      const { records, pairs } = await lookForDuplicates(pool, type);
      return `${records} records, ${pairs} pairs`;
    });
  }
  for (const [who, principal] of [
    ['operations', OPERATIONS],
    ['a rep', REP],
  ] as const) {
    await measure(`score for ${who}`, async () => String((await qualityFor(pool, access, principal, AS_OF)).score));
    const rule = rulesOf('activity').find(({ key }) => key === 'completeness:direction')!;
    await measure(`50 activities behind a complaint, ${who}`, async () => {
      const page = { asOf: AS_OF, limit: 50 };
      const found = await recordsBehind(pool, 'activity', rule, access.predicate(principal, 'activity'), page);
      return `of ${found.total}`;
    });
    await measure(`10 pairs, ${who}`, async () => {
      const which = { state: 'open', limit: 10, offset: 0 } as const;
      return `of ${(await pairList(pool, 'contact', (type) => access.predicate(principal, type), which)).total}`;
    });
  }
  const title = `Data quality of ${deals} deals, ${activities} activities, ${accounts} accounts, ${contacts} contacts`;
  printTable(title, ['what', 'answer', 'ms', 'MiB above', 'longest turn, ms'], rows);
}

void withDatabase(main);
