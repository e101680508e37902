import type { Pool } from 'pg';
import type { Visibility } from '@salesagent/auth';
import type { DuplicateProposal, DuplicateType } from '@salesagent/crm';
import { MAY_BE_ONE, visiblePairs } from './pair';

/** Records that may be there twice, and the first of them. */
export async function recordsTwice(
  pool: Pool,
  type: DuplicateType,
  visibility: Visibility,
): Promise<{ against: number; ids: string[] }> {
  const { rows } = await pool.query<{ against: number; first: string | null }>(
    `select count(distinct id)::int as against, min(id) as first
     from (select unnest(array[d.one, d.other]) as id ${visiblePairs(type, visibility)} and ${MAY_BE_ONE}) as twice`,
    visibility.params,
  );
  const { against, first } = rows[0]!;
  return { against, ids: first === null ? [] : [first] };
}

/** The likeliest pairs. */
export async function duplicatePairs(
  pool: Pool,
  type: DuplicateType,
  visibility: Visibility,
  limit: number,
): Promise<DuplicateProposal[]> {
  const { rows } = await pool.query<{ one: string; other: string; score: number; why: string[] }>(
    `select d.one, d.other, d.score, d.why ${visiblePairs(type, visibility)} and ${MAY_BE_ONE}
     order by d.score desc, d.one, d.other limit ${limit}`,
    visibility.params,
  );
  return rows.map(({ one, other, score, why }) => ({ type, ids: [one, other], score, why }));
}
