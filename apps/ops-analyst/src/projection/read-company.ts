import {
  DELETED,
  assembleDeal,
  inCompanyCurrency,
  type ActivityAsOf,
  type CompanyAsOf,
  type ContractAsOf,
  type DealAsOf,
} from '@salesagent/canon/kpi';
import { schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';

export interface CalendarRules {
  fiscalYearStartMonth: number;
  currency: string;
}

/** What people call records; names of people may be sealed. */
export interface Labels {
  people: Map<string, unknown>;
  accounts: Map<string, string>;
  products: Map<string, string>;
}

export interface CompanyReading {
  company: CompanyAsOf;
  labels: Labels;
  /** Who reports to whom. */
  team: { id: string; managerId: string | null }[];
}

interface IntervalRow {
  t: string;
  i: string;
  f: string;
  v: unknown;
  d: string;
  s: number;
}

const COLUMNS = `record_type as t, record_id as i, field as f, value as v, sequence as s,
    to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as d`;

/** The last instant of a day. */
const evening = (day: string): string => `${day}T23:59:59.999999Z`;

/**
 * The company as it was known on the evening of `asOf`, from one query: what was valid then, and every sub-stage
 * entered by then. With `knownAt` (an ISO instant) only what was recorded by then counts.
 */
export async function readCompany(
  pool: Pool,
  schema: string,
  asOf: string,
  knownAt: string | null,
  rules: CalendarRules,
): Promise<CompanyReading> {
  const table = `${schemaName(schema)}.record_interval`;
  const { rows } =
    knownAt === null
      ? await pool.query<IntervalRow>(
          `select ${COLUMNS} from ${table}
           where valid @> $1::timestamptz or (field = 'subStage' and occurred_at <= $1::timestamptz)
           order by record_type, record_id, occurred_at, sequence`,
          [evening(asOf)],
        )
      : await pool.query<IntervalRow>(
          `select ${COLUMNS} from ${table} where occurred_at <= $1::timestamptz and recorded_at <= $2::timestamptz
           order by record_type, record_id, occurred_at, sequence`,
          [evening(asOf), knownAt],
        );
  return assemble(rows, asOf, rules);
}

/**
 * The same for many days from one query: everything known by the last of them is read once, and each day is
 * assembled from what had occurred by then.
 */
export async function readHistory(
  pool: Pool,
  schema: string,
  until: string,
  knownAt: string | null,
  rules: CalendarRules,
): Promise<(asOf: string) => CompanyReading> {
  const { rows } = await pool.query<IntervalRow>(
    `select ${COLUMNS} from ${schemaName(schema)}.record_interval
     where occurred_at <= $1::timestamptz and ($2::timestamptz is null or recorded_at <= $2::timestamptz)
     order by record_type, record_id, occurred_at, sequence`,
    [evening(until), knownAt],
  );
  return (asOf) =>
    assemble(
      rows.filter((r) => r.d <= asOf),
      asOf,
      rules,
    );
}

/**
 * What had been written down of each day's past: while that is the same, so is everything read as of that day. Rows
 * are only ever added, so their number and the newest recording tell.
 */
export async function pastMarks(
  pool: Pool,
  schema: string,
  days: readonly string[],
  knownAt: string | null,
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ d: string; n: string; newest: string | null }>(
    `with per_day as (
       select (occurred_at at time zone 'UTC')::date as day, count(*) as n, max(recorded_at) as newest
       from ${schemaName(schema)}.record_interval
       where $2::timestamptz is null or recorded_at <= $2::timestamptz group by 1)
     select asked.d, coalesce(sum(n), 0)::text as n, max(newest)::text as newest
     from unnest($1::text[]) as asked(d) left join per_day on per_day.day <= asked.d::date group by 1`,
    [days, knownAt],
  );
  return new Map(rows.map(({ d, n, newest }) => [d, `${n}/${newest ?? ''}`]));
}

const text = (v: unknown): string | null => (typeof v === 'string' && v !== '' ? v : null);
const number = (v: unknown): number | null => (typeof v === 'number' ? v : null);
const flag = (v: unknown): boolean | null => (typeof v === 'boolean' ? v : null);

function assemble(rows: readonly IntervalRow[], asOf: string, rules: CalendarRules): CompanyReading {
  const records = new Map<string, Map<string, IntervalRow[]>>();
  for (const row of rows) {
    let ofType = records.get(row.t);
    if (!ofType) records.set(row.t, (ofType = new Map()));
    const facts = ofType.get(row.i);
    if (facts) facts.push(row);
    else ofType.set(row.i, [row]);
  }
  const of = (type: string): { id: string; get: (field: string) => unknown }[] =>
    [...(records.get(type) ?? [])].flatMap(([id, facts]) => {
      const latest = new Map(facts.map((f) => [f.f, f.v]));
      return latest.get(DELETED) === true ? [] : [{ id, get: (field: string) => latest.get(field) ?? null }];
    });
  const deals: DealAsOf[] = [];
  for (const [id, facts] of records.get('opportunity') ?? []) {
    const deal = assembleDeal(
      id,
      facts.map((f) => ({ dealId: id, field: f.f, value: f.v, from: f.d, recordedAt: '', sequence: f.s })),
      asOf,
    );
    if (deal) deals.push(deal);
  }
  const byId = <T extends { id: string }>(list: T[]): T[] => list.sort((a, b) => (a.id < b.id ? -1 : 1));
  const people = byId(of('person'));
  const products = byId(of('product'));
  const accounts = byId(of('account'));
  const currency = mostFrequent(deals.flatMap((d) => (d.currency ? [d.currency] : []))) ?? rules.currency;
  const company: CompanyAsOf = {
    asOf,
    currency,
    fiscalYearStartMonth: rules.fiscalYearStartMonth,
    deals: inCompanyCurrency(byId(deals), currency),
    targets: byId(
      of('target').flatMap(({ id, get }) => {
        const [periodStart, periodEnd, amount] = [
          text(get('periodStart')),
          text(get('periodEnd')),
          number(get('amount')),
        ];
        if (!periodStart || !periodEnd || amount === null) return [];
        return [{ id, ownerId: text(get('ownerId')), periodStart, periodEnd, amount }];
      }),
    ),
    activities: byId(
      of('activity').flatMap(({ id, get }): ActivityAsOf[] => {
        const happenedAt = text(get('happenedAt'));
        if (!happenedAt || happenedAt.slice(0, 10) > asOf) return [];
        const [accountId, opportunityId] = [text(get('accountId')), text(get('opportunityId'))];
        return [
          {
            id,
            accountId,
            opportunityId,
            direction: text(get('direction')),
            happenedAt,
            byAgent: flag(get('byAgent')),
          },
        ];
      }),
    ),
    contracts: byId(
      of('contract').flatMap(({ id, get }): ContractAsOf[] => {
        const [startDate, annualValue] = [text(get('startDate')), number(get('annualValue'))];
        if (!startDate || annualValue === null) return [];
        return [{ id, accountId: text(get('accountId')), startDate, endedAt: text(get('endedAt')), annualValue }];
      }),
    ),
    accounts: accounts.map(({ id, get }) => ({ id, tier: text(get('tier')), employees: number(get('employees')) })),
    contacts: byId(
      of('contact').map(({ id, get }) => ({
        id,
        accountId: text(get('accountId')),
        contactable: get('optedOut') !== true && ['express', 'implied'].includes(text(get('consent')) ?? ''),
      })),
    ),
    people: people.map(({ id, get }) => ({
      id,
      region: text(get('region')),
      quotaCarrying: flag(get('quotaCarrying')),
      active: flag(get('active')),
    })),
    products: products.map(({ id, get }) => ({ id, listPrice: number(get('listPrice')) })),
  };
  return {
    company,
    labels: {
      people: new Map(people.map(({ id, get }) => [id, get('name')])),
      accounts: new Map(accounts.map(({ id, get }) => [id, text(get('name')) ?? id])),
      products: new Map(products.map(({ id, get }) => [id, text(get('name')) ?? id])),
    },
    team: people.map(({ id, get }) => ({ id, managerId: text(get('managerId')) })),
  };
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? null;
}
