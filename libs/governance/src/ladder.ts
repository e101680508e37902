import type { ActionName, Ceiling, EffectClass, Tier } from '@salesagent/canon/sales';
import { boundOf, isEarnable, missingForAutonomy } from './autonomy';
import type { AutonomyEvidence } from './autonomy-evidence';
import { stricterCeiling } from './ceilings';
import { decisionTable } from './decision-table';
import type { Condition, Policy } from './policy';

/** Why an action was taken down the ladder. */
export const DEMOTION_CAUSES = [
  'wrong-person',
  'unsubscribed',
  'guardrail',
  'undone',
  'known-bad-approved',
  'operations',
] as const;
export type DemotionCause = (typeof DEMOTION_CAUSES)[number];

/** What has happened to an action on a tier; its own log says nothing else. */
export type RungEvent =
  | { type: 'promoted'; at: Date; by: string; policyVersion: string }
  | { type: 'demoted'; at: Date; by: string; cause: DemotionCause; reason: string };

/** Where an action × tier stands by its own log. */
export interface Rung {
  /** The signature under which it runs alone; null while none stands. */
  signed: { at: Date; by: string; policyVersion: string } | null;
  /** The last time it was taken down. */
  demoted: { at: Date; by: string; cause: DemotionCause; reason: string } | null;
}

export const LOWEST_RUNG: Rung = { signed: null, demoted: null };

/** The last event says where it stands: a demotion takes the signature away, whatever spoke for it. */
export function rungAfter(rung: Rung, event: RungEvent): Rung {
  if (event.type === 'promoted') {
    const { at, by, policyVersion } = event;
    return { ...rung, signed: { at, by, policyVersion } };
  }
  const { at, by, cause, reason } = event;
  return { signed: null, demoted: { at, by, cause, reason } };
}

/**
 * `from-day-one` insight runs alone, `owner-accepts` the acceptance of a task is the approval, `people` a person approves
 * each, `prepared` a person takes it from there: these four climb nothing. `climbing` it works with people and may
 * earn more, `resting` the same after a demotion, `ready` nothing lacks but a signature, `alone` signed.
 */
export type Stands =
  'from-day-one' | 'owner-accepts' | 'people' | 'prepared' | 'climbing' | 'resting' | 'ready' | 'alone';

export interface Standing {
  action: ActionName;
  effect: EffectClass;
  tier: Tier;
  ceiling: Ceiling;
  stands: Stands;
  /** What speaks for it; null where nothing can be earned. */
  evidence: AutonomyEvidence | null;
  /** Lower bound of accepted unedited and the bar it must exceed, 0–1; null where nothing can be earned. */
  bound: number | null;
  bar: number | null;
  /** What it lacks, in sentences. */
  lacks: string[];
  /** Nothing is promoted before this instant; null when nothing rests. */
  restsUntil: Date | null;
}

/**
 * The ceiling of an action on a tier: that of effect × tier, and every refinement that holds for it whatever the amount,
 * field, content, channel or time.
 */
export function ceilingOf(policy: Policy, action: ActionName, effect: EffectClass, tier: Tier): Ceiling {
  const cell = decisionTable(policy).cell(effect, tier);
  return cell.refinements
    .filter(({ when }) => isAboutWhole(when) && (when.actions?.includes(action) ?? true))
    .reduce<Ceiling>((c, r) => (r.ceiling ? stricterCeiling(c, r.ceiling) : c), cell.ceiling);
}

const WHOLE: readonly string[] = ['actions', 'effects', 'tiers'] satisfies (keyof Condition)[];
const isAboutWhole = (when: Condition): boolean => Object.keys(when).every((key) => WHOLE.includes(key));

/** The instant from which evidence is counted: the last demotion, or the last known-bad proposal that was approved. */
export function countedSince(rung: Rung, lastMissed: Date | null): Date | null {
  const since = Math.max(rung.demoted?.at.getTime() ?? 0, lastMissed?.getTime() ?? 0);
  return since === 0 ? null : new Date(since);
}

/** Where an action stands on a tier, on what evidence, and what it lacks to run alone. */
export function standingOf(
  policy: Policy,
  { action, effect, tier }: Pick<Standing, 'action' | 'effect' | 'tier'>,
  rung: Rung,
  evidence: AutonomyEvidence,
  now: Date,
): Standing {
  const ceiling = ceilingOf(policy, action, effect, tier);
  const place = { action, effect, tier, ceiling };
  const none = { evidence: null, bound: null, bar: null, lacks: [], restsUntil: null };
  if (ceiling === 'P') return { ...place, ...none, stands: 'prepared' };
  if (effect === 'task') return { ...place, ...none, stands: 'owner-accepts' };
  if (ceiling === 'A') return { ...place, ...none, stands: 'people' };
  if (!isEarnable(effect)) return { ...place, ...none, stands: effect === 'insight' ? 'from-day-one' : 'people' };
  const restsUntil = restOf(rung, policy.autonomy.coolDownDays, now);
  const measured = { evidence, bound: boundOf(evidence), bar: policy.autonomy.bars[effect], restsUntil };
  if (rung.signed) return { ...place, ...measured, lacks: [], stands: 'alone' };
  const lacks = missingForAutonomy(evidence, effect, policy.autonomy);
  if (restsUntil)
    lacks.unshift(
      `rests until ${restsUntil.toISOString().slice(0, 10)} after it was taken down: ${rung.demoted!.reason}`,
    );
  const stands = restsUntil ? 'resting' : lacks.length > 0 ? 'climbing' : 'ready';
  return { ...place, ...measured, lacks, stands };
}

function restOf({ demoted }: Rung, days: number, now: Date): Date | null {
  if (!demoted) return null;
  const until = new Date(demoted.at.getTime() + days * 86_400_000);
  return until > now ? until : null;
}

/** Who asks for a promotion. */
export interface Signer {
  roles: readonly string[];
}

export type PromotionRefusal = 'not-signer' | 'not-earnable' | 'already-alone' | 'lacking';

/**
 * Why this promotion may not be signed, or null when it may: only what lacks nothing, and only by operations as a
 * person – never by a service, and by nobody for an action that climbs nothing.
 */
export function promotionProblem(
  standing: Standing,
  { roles }: Signer,
): { code: PromotionRefusal; message: string; lacks: string[] } | null {
  const { action, tier, stands, lacks } = standing;
  const no = (code: PromotionRefusal, message: string): ReturnType<typeof promotionProblem> => ({
    code,
    message,
    lacks,
  });
  if (!roles.includes('operations_vp') || roles.includes('service'))
    return no('not-signer', 'A promotion is signed by operations, as a person');
  if (stands === 'alone') return no('already-alone', `${action} runs alone on ${tier} already`);
  if (stands === 'ready') return null;
  if (stands === 'climbing' || stands === 'resting')
    return no('lacking', `${action} has not earned to run alone on ${tier}: ${lacks.join('; ')}`);
  return no('not-earnable', `${action} on ${tier} ${STANDS_IN_WORDS[stands]}: there is nothing to earn`);
}

/** After an action's name and tier, in a sentence. */
export const STANDS_IN_WORDS: Readonly<Record<Stands, string>> = {
  'from-day-one': 'runs alone from day one, as it writes only what belongs to agents',
  'owner-accepts': 'is written when its owner accepts it, and that is the approval',
  people: 'needs a person’s approval each time',
  prepared: 'is prepared only; a person takes it from there',
  climbing: 'works with people and may earn to run alone',
  resting: 'works with people and rests after it was taken down',
  ready: 'has earned to run alone and waits for a signature',
  alone: 'runs alone',
};
