import { liftOf, type Lift } from '@salesagent/governance';
import type { Db } from '../gate/docket-rows';

/**
 * Of each action: deals won within the days of the policy after it ran alone, against those it left alone. Only cases
 * about a deal whose time is over, and of each subject its first.
 */
export async function lifts(db: Db, outcomeDays: number, now: Date): Promise<Map<string, Lift>> {
  const { rows } = await db.query<{ action: string; kind: 'alone' | 'held-out'; n: number; won: number }>(
    `select action, kind, count(*)::int as n,
       count(*) filter (where won_at <= at + $1 * interval '1 day')::int as won
     from (select distinct on (action, subject) * from orchestrator.ladder_case
           where kind in ('alone', 'held-out') and tier = 'T3' and opportunity_id is not null
           order by action, subject, at) first
     where at + $1 * interval '1 day' <= $2 and (kind = 'held-out' or executed_at is not null)
     group by action, kind`,
    [outcomeDays, now],
  );
  const of = (action: string, kind: 'alone' | 'held-out'): { hits: number; n: number } => {
    const row = rows.find((r) => r.action === action && r.kind === kind);
    return { hits: row?.won ?? 0, n: row?.n ?? 0 };
  };
  const actions = new Set(rows.map((r) => r.action));
  return new Map([...actions].map((a) => [a, liftOf(of(a, 'alone'), of(a, 'held-out'))]));
}
