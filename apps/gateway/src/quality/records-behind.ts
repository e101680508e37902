import type { Pool } from 'pg';
import type { Visibility } from '@salesagent/auth';
import type { RecordType } from '@salesagent/canon/sales';
import { CHANGED, type QualityRule } from '@salesagent/crm';
import { conditionSql, valueSql } from './condition-sql';
import { complaint } from './score';
import { labelSql, ownerSql, pageSql } from './shown';
import { visibleRows } from './visible-rows';

export interface RecordBehind {
  id: string;
  label: string;
  owner: { id: string; name: string | null } | null;
  /** What the field holds; of "unchanged for long" when it was changed last. */
  value: unknown;
  /** `{type}/{id}` of the deal or account whose page shows it. */
  page: string | null;
}

export interface RecordsBehind {
  type: RecordType;
  rule: string;
  field: string;
  what: string;
  asOf: string;
  total: number;
  records: RecordBehind[];
  /** Continues the list; `null` at its end. */
  next: string | null;
}

/** The records that one complaint is about, by id: those that were counted, by the same condition. */
export async function recordsBehind(
  pool: Pool,
  type: RecordType,
  rule: QualityRule,
  visibility: Visibility,
  page: { asOf: string; limit: number; after?: string },
): Promise<RecordsBehind> {
  const { from, where, params } = visibleRows(type, visibility);
  const broken = conditionSql(type, complaint(rule), page.asOf);
  const total = await pool.query<{ n: number }>(`select count(*)::int as n ${from} ${where} and ${broken}`, params);
  const { rows } = await pool.query<Omit<RecordBehind, 'owner'> & { owner_id: string | null; owner: string | null }>(
    `with page as (
       select t.id, ${labelSql(type)} as label, ${ownerSql(type)} as owner_id, ${pageSql(type)} as page,
              to_jsonb(${valueSql(type, rule.field)}) as value
       ${from} ${where} and ${broken} and ($${params.length + 1}::text is null or t.id > $${params.length + 1})
       order by t.id limit ${page.limit + 1})
     select page.*, p.name as owner from page left join crm.person p on p.id = page.owner_id order by page.id`,
    [...params, page.after ?? null],
  );
  const records = rows.slice(0, page.limit).map(({ owner_id: ownerId, owner, ...row }) => ({
    ...row,
    owner: ownerId === null ? null : { id: ownerId, name: owner },
  }));
  return {
    ...{ type, rule: rule.key, what: rule.what, asOf: page.asOf, total: total.rows[0]!.n, records },
    field: rule.field === CHANGED ? 'changedAt' : rule.field,
    next: rows.length > page.limit ? records.at(-1)!.id : null,
  };
}
