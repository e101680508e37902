import type { Pool } from 'pg';
import { TIERS, type Tier } from '@salesagent/canon/sales';
import type { AccountRow, Accounts, AccountsQuery } from '../api/accounts.schema';
import type { Directory } from './directory';
import { visibleTo, type Reader } from './reader';

type Fields = Record<string, unknown>;

export interface AccountRecord {
  id: string;
  version: number;
  fields: Fields;
  open_deals: number;
  open_amount: number;
  won_deals: number;
  won_amount: number;
  open_cases: number;
  renewal_date: string | null;
}

export const ACCOUNT_STAGES = { 1: 'Market', 2: 'Planned', 6: 'Customer' } as const;

/** Accounts with what their deals, cases and contracts add up to; grouped once, not once per account. */
export const ACCOUNT_QUERY = `
  select a.record_id as id, a.record_version as version, a.fields,
         coalesce(d.open_deals, 0)::int as open_deals, coalesce(d.open_amount, 0)::float8 as open_amount,
         coalesce(d.won_deals, 0)::int as won_deals, coalesce(d.won_amount, 0)::float8 as won_amount,
         coalesce(c.open_cases, 0)::int as open_cases, k.renewal_date
  from console.mirror a
  left join (
    select o.fields->>'accountId' as id,
           count(*) filter (where o.fields->>'outcome' is null) as open_deals,
           sum((o.fields->>'amount')::float8) filter (where o.fields->>'outcome' is null) as open_amount,
           count(*) filter (where o.fields->>'outcome' = 'won') as won_deals,
           sum((o.fields->>'amount')::float8) filter (where o.fields->>'outcome' = 'won') as won_amount
    from console.mirror o where o.record_type = 'opportunity' and o.fields->>'accountId' is not null group by 1
  ) d on d.id = a.record_id
  left join (
    select fields->>'accountId' as id, count(*) as open_cases from console.mirror
    where record_type = 'case' and fields->>'status' is distinct from 'closed' and fields->>'accountId' is not null
    group by 1
  ) c on c.id = a.record_id
  left join (
    select fields->>'accountId' as id, min(fields->>'renewalDate') as renewal_date from console.mirror
    where record_type = 'contract' and fields->>'status' is distinct from 'ended' and fields->>'accountId' is not null
    group by 1
  ) k on k.id = a.record_id
  where a.record_type = 'account'`;

/** An account is visible to its owner and to whoever owns a deal there (imports often carry no account owner). */
export function visibleAccount(reader: Reader, params: unknown[]): string {
  const owned = visibleTo(reader, `a.fields->>'ownerId'`, params);
  const worked = visibleTo(reader, `w.fields->>'ownerId'`, params);
  return `((${owned}) or exists (select 1 from console.mirror w where w.record_type = 'opportunity'
    and w.fields->>'accountId' = a.record_id and ${worked}))`;
}

export async function accountsView(pool: Pool, reader: Reader, query: AccountsQuery, asOf: string): Promise<Accounts> {
  const params: unknown[] = [];
  const conditions = [visibleAccount(reader, params)];
  if (query.owner !== undefined) {
    params.push(query.owner);
    conditions.push(`a.fields->>'ownerId' = $${params.length}`);
  }
  if (query.q) {
    params.push(`%${query.q.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(a.record_id ilike $${params.length} or a.fields->>'name' ilike $${params.length})`);
  }
  const { rows } = await pool.query<AccountRecord>(`${ACCOUNT_QUERY} and ${conditions.join(' and ')}`, params);
  const all = rows.map((record) => toAccountRow(record, reader.directory));
  const matching = all
    .filter((a) => query.stage === undefined || a.stage === query.stage)
    .filter((a) => query.tier === undefined || (a.tier ?? 'none') === query.tier)
    .sort(by(query.sort));
  return {
    asOf,
    total: matching.length,
    stages: ([1, 2, 6] as const).map((stage) => ({
      stage,
      name: ACCOUNT_STAGES[stage],
      count: all.filter((a) => a.stage === stage).length,
    })),
    tiers: Object.fromEntries(
      [...TIERS, 'none'].map((tier) => [tier, all.filter((a) => (a.tier ?? 'none') === tier).length]),
    ),
    accounts: matching.slice(query.offset, query.offset + query.limit),
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/**
 * Stage of an account: a customer has bought (6); one with a deal in the works or a tier is being worked (2); the
 * rest is market (1).
 */
export function toAccountRow(record: AccountRecord, directory: Directory): AccountRow {
  const f = record.fields;
  const lifecycle = text(f['lifecycle']);
  const tier = TIERS.includes(f['tier'] as Tier) ? (f['tier'] as Tier) : null;
  const customer = lifecycle === 'customer' || (lifecycle === null && record.won_deals > 0);
  return {
    id: record.id,
    name: text(f['name']),
    owner: directory.person(f['ownerId']),
    tier,
    tierSuggestion: text(f['agentTierSuggestion']),
    stage: customer ? 6 : record.open_deals > 0 || tier !== null ? 2 : 1,
    lifecycle,
    industry: text(f['industry']),
    country: text(f['country']),
    segment: text(f['segment']),
    employees: number(f['employees']),
    revenue: number(f['revenue']),
    icpScore: number(f['agentIcpScore']),
    accountScore: number(f['agentAccountScore']),
    healthScore: number(f['agentHealthScore']),
    openDeals: record.open_deals,
    openAmount: record.open_amount,
    wonDeals: record.won_deals,
    wonAmount: record.won_amount,
    openCases: record.open_cases,
    renewalDate: record.renewal_date,
  };
}

function by(sort: AccountsQuery['sort']): (a: AccountRow, b: AccountRow) => number {
  const order = (x: number | string, y: number | string): number => (x === y ? 0 : x > y ? 1 : -1);
  const largest = (value: (a: AccountRow) => number) => (a: AccountRow, b: AccountRow) =>
    order(value(b), value(a)) || order(a.id, b.id);
  switch (sort) {
    case 'name':
      return (a, b) => order(a.name ?? a.id, b.name ?? b.id);
    case 'won':
      return largest((a) => a.wonAmount);
    case 'icp':
      return largest((a) => a.icpScore ?? -1);
    case 'health':
      // The unhealthiest first; unknown ones last.
      return largest((a) => -(a.healthScore ?? 1_000));
    case 'renewal':
      return (a, b) => order(a.renewalDate ?? '9999', b.renewalDate ?? '9999') || order(a.id, b.id);
    default:
      return largest((a) => a.openAmount + a.openDeals / 1_000_000);
  }
}
