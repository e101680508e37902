import type { Pool } from 'pg';
import type { Visibility } from '@salesagent/auth';
import { fieldSpec, RECORDS, type RecordType } from '@salesagent/canon/sales';
import { readRecords, type CrmRecord, type DuplicateType } from '@salesagent/crm';
import { MAY_BE_ONE, visiblePairs, type PairIds } from './pair';
import { labelSql, ownerSql, pageSql } from './shown';
import { isVisible } from './visible-rows';

/** Which records of a type the reader may see. */
export type Sees = (type: RecordType) => Visibility;

/** One of the two records of a pair. */
export interface PairSide {
  id: string;
  label: string;
  owner: { id: string; name: string | null } | null;
  page: string | null;
  /** Of those that the reader may see. */
  openDeals: number;
}

export interface PairDecision {
  decision: 'not-the-same' | 'merge-asked';
  by: { id: string; name: string | null };
  at: string;
  /** The task that a request for a merge became, where tasks are ours and there is somebody to do it. */
  taskId: string | null;
}

/** Two records that may be one, side by side. */
export interface Pair {
  type: DuplicateType;
  one: PairSide;
  other: PairSide;
  score: number;
  why: string[];
  /** Fields that either holds; of a reference what it points to is called, where the reader may see that. */
  fields: { field: string; one: unknown; other: unknown }[];
  decision: PairDecision | null;
}

export interface Pairs {
  type: DuplicateType;
  total: number;
  pairs: Pair[];
}

export type PairState = 'open' | 'not-the-same';

interface PairRow {
  one: string;
  other: string;
  score: number;
  why: string[];
  decision: PairDecision['decision'] | null;
  decided_by: string | null;
  decider: string | null;
  decided_at: Date | null;
  task_id: string | null;
}

/** Pairs of which a person sees both records, the likeliest first. */
export async function pairList(
  pool: Pool,
  type: DuplicateType,
  sees: Sees,
  which: { state: PairState; limit: number; offset: number } | { ids: PairIds },
): Promise<Pairs> {
  const visibility = sees(type);
  const params: unknown[] = [...visibility.params];
  const filter =
    'ids' in which
      ? `d.one = $${params.push(which.ids[0])} and d.other = $${params.push(which.ids[1])}`
      : which.state === 'open'
        ? MAY_BE_ONE
        : `p.decision = 'not-the-same'`;
  const { limit, offset } = 'ids' in which ? { limit: 1, offset: 0 } : which;
  const from = `${visiblePairs(type, visibility)} and ${filter}`;
  const total = await pool.query<{ n: number }>(`select count(*)::int as n ${from}`, params);
  const { rows } = await pool.query<PairRow>(
    `select d.one, d.other, d.score, d.why, p.decision, p.decided_by, p.decided_at, p.task_id,
            (select c.name from crm.person c where c.id = p.decided_by) as decider
     ${from} order by d.score desc, d.one, d.other limit ${limit} offset ${offset}`,
    params,
  );
  const ids = [...new Set(rows.flatMap(({ one, other }) => [one, other]))];
  const sides = await sidesOf(pool, type, sees('opportunity'), ids);
  const records = await readRecords(pool, type, ids);
  const names = await namesIn(pool, type, sees('account'), [...records.values()]);
  return {
    type,
    total: total.rows[0]!.n,
    pairs: rows.flatMap((row) => {
      const [one, other] = [sides.get(row.one), sides.get(row.other)];
      if (!one || !other) return [];
      const fields = compared(type, records.get(row.one), records.get(row.other), names);
      return [{ type, one, other, score: row.score, why: row.why, fields, decision: decisionOf(row) }];
    }),
  };
}

function decisionOf({ decision, decided_by: id, decider, decided_at: at, task_id: taskId }: PairRow) {
  return decision && { decision, by: { id: id!, name: decider }, at: at!.toISOString(), taskId };
}

async function sidesOf(
  pool: Pool,
  type: DuplicateType,
  deals: Visibility,
  ids: readonly string[],
): Promise<Map<string, PairSide>> {
  const { rows } = await pool.query<Omit<PairSide, 'owner'> & { owner_id: string | null; owner: string | null }>(
    `select t.id, ${labelSql(type)} as label, ${pageSql(type)} as page, o.id as owner_id, o.name as owner,
            (select count(*)::int from (select t.* from crm.opportunity t where ${isVisible('opportunity', deals)}) d
             where d.${type}_id = t.id and d.outcome is null) as "openDeals"
     from crm."${type}" t left join crm.person o on o.id = ${ownerSql(type)}
     where t.id = any($${deals.params.length + 1}) and not t.deleted`,
    [...deals.params, ids],
  );
  return new Map(
    rows.map(({ owner_id: id, owner, ...side }) => [
      side.id,
      { ...side, owner: id === null ? null : { id, name: owner } },
    ]),
  );
}

/** What references of these records point to is called, by `{type}/{id}`: colleagues, and accounts that are seen. */
async function namesIn(
  pool: Pool,
  type: DuplicateType,
  accounts: Visibility,
  records: readonly CrmRecord[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const shown = { person: { sql: 'true', params: [] }, account: { ...accounts, sql: isVisible('account', accounts) } };
  for (const to of ['person', 'account'] as const) {
    const { sql, params } = shown[to];
    const fields = Object.keys(RECORDS[type]).filter((field) => fieldSpec(type, field)?.to === to);
    const ids = records.flatMap((record) => fields.map((field) => (record.fields as Record<string, unknown>)[field]));
    const { rows } = await pool.query<{ id: string; name: string }>(
      `select t.id, t.name from crm."${to}" t
       where t.id = any($${params.length + 1}) and t.name is not null and ${sql}`,
      [...params, ids.filter((id) => typeof id === 'string')],
    );
    for (const { id, name } of rows) names.set(`${to}/${id}`, name);
  }
  return names;
}

function compared(
  type: RecordType,
  one: CrmRecord | undefined,
  other: CrmRecord | undefined,
  names: ReadonlyMap<string, string>,
): Pair['fields'] {
  const shown = (record: CrmRecord | undefined, field: string): unknown => {
    const value = (record?.fields as Record<string, unknown> | undefined)?.[field] ?? null;
    const to = fieldSpec(type, field)?.to;
    return to && typeof value === 'string' ? (names.get(`${to}/${value}`) ?? value) : value;
  };
  return Object.keys(RECORDS[type])
    .filter((field) => !fieldSpec(type, field)?.agent)
    .map((field) => ({ field, one: shown(one, field), other: shown(other, field) }))
    .filter((row) => row.one !== null || row.other !== null);
}
