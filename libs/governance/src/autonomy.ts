import type { EffectClass } from '@salesagent/canon/sales';
import type { AutonomyEvidence } from './autonomy-evidence';
import { wilsonLowerBound } from './wilson';
import type { Policy } from './policy';

export type EarnableEffect = keyof Policy['autonomy']['bars'];

/**
 * Whether an effect class climbs the ladder at all. `insight` runs alone from day one; a `task` is written when its owner
 * accepts it, and that acceptance is the approval; `commit` and `terms` are always a person's.
 */
export function isEarnable(effect: EffectClass): effect is EarnableEffect {
  return effect === 'log' || effect === 'overwrite' || effect === 'stage' || effect === 'message';
}

/** Known-bad proposals that must have been caught before anything is earned: the policy's share of its decisions. */
export function checksNeeded(rules: Policy['autonomy']): number {
  return Math.ceil(rules.seededShare * rules.decisions);
}

/** Lower bound of the share accepted unedited, 0–1; what the bar is held against. */
export function boundOf({ acceptedUnedited, decisions }: AutonomyEvidence): number {
  return wilsonLowerBound(acceptedUnedited, decisions);
}

/** Fewest people whose decisions may be told as one share: of fewer it would be somebody's own. */
export const PEOPLE_FOR_A_SHARE = 2;

/** What is still missing for a promotion, each a sentence with its numbers; empty when a person may sign it. */
export function missingForAutonomy(e: AutonomyEvidence, effect: EarnableEffect, rules: Policy['autonomy']): string[] {
  const bound = boundOf(e);
  const bar = rules.bars[effect];
  const needed = checksNeeded(rules);
  const ofOne = Math.floor(rules.oneApproverAtMost * Math.max(e.decisions, rules.decisions));
  const share = percent(rules.oneApproverAtMost);
  return [
    e.decisions < rules.decisions && `${e.decisions} of ${rules.decisions} decisions made with the evidence open`,
    e.approvers < rules.approvers && `${e.approvers} of ${rules.approvers} approvers`,
    e.mostOfOne > ofOne && `${e.mostOfOne} decisions are one approver’s; at most ${ofOne} (${share}) may be`,
    e.weeks < rules.weeks && `${e.weeks} of ${rules.weeks} weeks from the first to the last decision`,
    e.checks.caught < needed && `${e.checks.caught} of ${needed} known-bad proposals caught`,
    e.checks.missed > 0 && `${e.checks.missed} known-bad ${e.checks.missed === 1 ? 'proposal' : 'proposals'} approved`,
    bound <= bar && acceptedInWords(e, bound, bar),
  ].filter((m): m is string => m !== false);
}

/** Whether what was taken back of what ran alone is more than the policy bears. */
export function undoneTooOften({ executed, undone }: { executed: number; undone: number }, atMost: number): boolean {
  return undone > 0 && undone > atMost * executed;
}

function acceptedInWords(e: AutonomyEvidence, bound: number, bar: number): string {
  if (e.approvers < PEOPLE_FOR_A_SHARE)
    return `the share accepted unedited must be above ${bar} (shown once ${PEOPLE_FOR_A_SHARE} people have decided)`;
  return `accepted unedited ${e.acceptedUnedited} of ${e.decisions}: lower bound ${bound.toFixed(3)}, must be above ${bar}`;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
