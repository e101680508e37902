import { z } from 'zod';
import {
  ACTION_NAMES,
  EFFECT_CLASSES,
  TIERS,
  type ActionName,
  type EffectClass,
  type Tier,
} from '@salesagent/canon/sales';
import {
  CHANNELS,
  CONTENT_CLASSES,
  pastDocket,
  type PastPeople,
  type PastProposal,
  type PastRuling,
  type Policy,
} from '@salesagent/governance';
import { SqlMirror } from '@salesagent/mirror';
import type { Db } from './docket-rows';

/** Proposals that agents would have made over a period, as their backtests tell of them. */
export const pastProposal = z.object({
  actionId: z.string().min(1),
  action: z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]),
  effect: z.enum(EFFECT_CLASSES as readonly EffectClass[] as [EffectClass, ...EffectClass[]]),
  at: z.iso.datetime(),
  day: z.iso.date(),
  subject: z.string().min(1),
  opportunityId: z.string().nullable(),
  ownerId: z.string().nullable(),
  tier: z.enum(TIERS as readonly Tier[] as [Tier, ...Tier[]]),
  prepareOnly: z.boolean(),
  amount: z.number(),
  fields: z.array(z.string()),
  content: z.array(z.enum(CONTENT_CLASSES)).nullable(),
  channel: z.enum(CHANNELS).nullable(),
  expectedValue: z.number(),
  subStage: z.string().nullable(),
  expectedCloseDate: z.string().nullable(),
  goneAt: z.iso.datetime().nullable(),
}) satisfies z.ZodType<PastProposal>;

/**
 * What policy and docket would have made of them, morning by morning. Who reports to whom, and what was signed to run
 * alone, is as it is recorded now; signatures count from their day on.
 */
export async function pastFates(
  db: Db,
  policy: Policy,
  proposals: readonly PastProposal[],
  to: string,
): Promise<Record<string, PastRuling>> {
  const people = await peopleOf(db);
  const { rows } = await db.query<{ action: string; tier: string; signed_at: Date }>(
    'select action, tier, signed_at from orchestrator.autonomy',
  );
  const signed = new Map(rows.map((r) => [`${r.action} ${r.tier}`, r.signed_at]));
  const signedAt = (action: string, tier: string): Date | null => signed.get(`${action} ${tier}`) ?? null;
  return Object.fromEntries(pastDocket(proposals, { policy, people, signedAt, to }));
}

async function peopleOf(db: Db): Promise<PastPeople> {
  const rows = await new SqlMirror(db, 'orchestrator').all('person');
  const byId = new Map(rows.map((row) => [row.id, row.fields]));
  return {
    isManager: (id) => byId.get(id)?.['role'] === 'manager',
    managerOf: (id) => {
      const manager = byId.get(id)?.['managerId'];
      return typeof manager === 'string' ? manager : null;
    },
  };
}
