import { TIERS, type ActionName, type Tier } from '@salesagent/canon/sales';
import type { EventStore, StoreTransaction } from '@salesagent/event-store';
import { demotionStreams, voidPermits } from './demoting';
import { appendToRung } from './rung-log';
import { rungStream, type RungName } from './rungs';

/** What is asked: an action, on a tier or on all of them, in or out of shadow. */
export interface Shadowing {
  action: ActionName;
  /** Null: on every tier. */
  tier: Tier | null;
  on: boolean;
  reason: string;
}

/**
 * Puts an action in shadow on its tiers, or takes it out, in one commit. From that commit on every ruling reads it: what
 * is queued or open ends as prepared, and permits from before are void. Where it stands so already nothing happens.
 *
 * @returns the tiers on which it changed
 */
export async function setShadow(store: EventStore, asked: Shadowing, by: string, now: Date): Promise<Tier[]> {
  const tiers = asked.tier === null ? [...TIERS] : [asked.tier];
  const rungs: RungName[] = tiers.map((tier) => ({ action: asked.action, tier }));
  return store.transact([...new Set(rungs.flatMap(demotionStreams))], async (tx) => {
    const changed: RungName[] = [];
    for (const rung of rungs) if (await set(tx, rung, asked, by, now)) changed.push(rung);
    const [first] = changed;
    if (first && asked.on)
      await voidPermits(tx, first, { by, why: 'is in shadow; what was permitted before that is void' }, now);
    return changed.map(({ tier }) => tier);
  });
}

async function set(tx: StoreTransaction, rung: RungName, asked: Shadowing, by: string, now: Date): Promise<boolean> {
  const { action, tier } = rung;
  const { on, reason } = asked;
  const { rowCount } = on
    ? await tx.client.query(
        `insert into orchestrator.shadow (action, tier, at, by, reason) values ($1, $2, $3, $4, $5)
         on conflict (action, tier) where ended_at is null do nothing`,
        [action, tier, now, by, reason],
      )
    : await tx.client.query(
        'update orchestrator.shadow set ended_at = $3 where action = $1 and tier = $2 and ended_at is null',
        [action, tier, now],
      );
  if (rowCount === 0) return false;
  await appendToRung(tx, rungStream(rung), 'ShadowSet', { action, tier, on, by, reason }, by, now);
  return true;
}
