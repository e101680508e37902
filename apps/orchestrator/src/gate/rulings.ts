import { businessDate, type Change } from '@salesagent/canon/sales';
import { amountOf, decide, fieldsOf, substanceOf, type Moment, type Policy, type Ruling } from '@salesagent/governance';
import { businessClock } from '@salesagent/mirror';
import type { Db, DocketRow } from './docket-rows';
import type { Surroundings } from './people';

/** Which actions may run alone on which tier, as `action tier`. */
export type Autonomy = Pick<ReadonlySet<string>, 'has'>;

/** Actions that have earned to run alone, under a signature that stands. */
export async function earnedAutonomy(db: Db): Promise<Autonomy> {
  const { rows } = await db.query<{ action: string; tier: string }>(
    'select action, tier from orchestrator.autonomy where ended_at is null',
  );
  return new Set(rows.map((r) => `${r.action} ${r.tier}`));
}

/** Everything signed: what an action would do alone is what policy says of it under this. */
export const ALL_SIGNED: Autonomy = { has: () => true };

/** The moment as policy sees it: hours by real time, fiscal windows by the company's business clock. */
export async function momentOf(db: Db, now: Date): Promise<Moment> {
  return { at: now, businessDate: businessDate(await businessClock(db, 'orchestrator'), { now: () => now }) };
}

/** What policy says of a proposal at this moment; of an approver's edit, if there is one, what that would do. */
export function rulingOf(
  row: DocketRow,
  policy: Policy,
  around: Surroundings,
  autonomy: Autonomy,
  moment: Moment,
  edited: Change | null = null,
): Ruling {
  const tierNow = around.tier(row);
  const tier = row.effect === 'insight' ? row.tier_proposed : tierNow;
  return decide(policy, {
    action: row.action,
    effect: row.effect,
    tierProposed: row.tier_proposed,
    tierNow: tier,
    amount: edited === null ? row.amount : amountOf(edited, row.change, row.amount),
    fields: edited === null ? row.fields : fieldsOf(edited),
    ...substanceOf(row.effect, edited ?? row.change),
    moment,
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
