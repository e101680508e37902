import { decide, type Policy, type Ruling } from '@salesagent/governance';
import type { Db, DocketRow } from './docket-rows';
import type { Surroundings } from './people';

/** Actions that have earned to run alone, as `action tier`. */
export async function earnedAutonomy(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ action: string; tier: string }>('select action, tier from orchestrator.autonomy');
  return new Set(rows.map((r) => `${r.action} ${r.tier}`));
}

/** What policy says of a proposal at this moment. */
export function rulingOf(row: DocketRow, policy: Policy, around: Surroundings, autonomy: ReadonlySet<string>): Ruling {
  const tierNow = around.tier(row);
  const tier = row.effect === 'insight' ? row.tier_proposed : tierNow;
  return decide(policy, {
    action: row.action,
    effect: row.effect,
    tierProposed: row.tier_proposed,
    tierNow: tier,
    amount: row.amount,
    fields: row.fields,
    autonomyEarned: autonomy.has(`${row.action} ${tier ?? 'T1'}`),
  });
}

/** Why the facts a proposal rests on are gone, or null while they hold. */
export function goneBecause(row: DocketRow, around: Surroundings): string | null {
  if (row.opportunity_id === null || !row.subject.startsWith('opportunity/')) return null;
  const deal = around.deal(row.opportunity_id);
  // Not seen yet is not the same as gone: a deletion has an event of its own.
  if (deal === null) return null;
  const outcome = deal.fields['outcome'];
  if (outcome === 'won' || outcome === 'lost') return `the deal was ${outcome}`;
  return null;
}
