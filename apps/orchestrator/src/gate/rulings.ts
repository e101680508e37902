import { businessDate, type Change } from '@salesagent/canon/sales';
import {
  amountOf,
  decide,
  fieldsOf,
  inShadow,
  substanceOf,
  type Moment,
  type Policy,
  type Ruling,
  type ShadowMode,
} from '@salesagent/governance';
import { businessClock } from '@salesagent/mirror';
import type { Db, DocketRow } from './docket-rows';
import type { Surroundings } from './people';

/** Which actions may run alone on which tier, as `action tier`; and which are in shadow there. */
export interface Autonomy extends Pick<ReadonlySet<string>, 'has'> {
  shadow?: Pick<ReadonlyMap<string, ShadowMode>, 'get'>;
}

/** Actions that have earned to run alone, under a signature that stands, and those in shadow. */
export async function earnedAutonomy(db: Db): Promise<Autonomy> {
  const { rows } = await db.query<{ action: string; tier: string; at: Date; by: string; reason: string | null }>(
    `select action, tier, signed_at as at, signed_by as by, null as reason from orchestrator.autonomy
       where ended_at is null
     union all select action, tier, at, by, reason from orchestrator.shadow where ended_at is null`,
  );
  const [signed, shadow] = [new Set<string>(), new Map<string, ShadowMode>()];
  for (const { action, tier, at, by, reason } of rows) {
    if (reason === null) signed.add(`${action} ${tier}`);
    else shadow.set(`${action} ${tier}`, { since: at, by, reason });
  }
  return { has: (rung) => signed.has(rung), shadow };
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
  const ruling = decide(policy, {
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
  return inShadow(ruling, autonomy.shadow?.get(`${row.action} ${ruling.tier}`) ?? null);
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
