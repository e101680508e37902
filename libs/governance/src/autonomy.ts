import { wilsonLowerBound } from './wilson';
import type { Policy } from './policy';

/** What an action has shown on one tier of one company. Only decisions whose evidence was opened are counted. */
export interface AutonomyEvidence {
  decisions: number;
  acceptedUnedited: number;
  approvers: number;
  weeks: number;
  seededCaught: boolean;
  guardrailHeld: boolean;
}

export type EarnableEffect = keyof Policy['autonomy']['bars'];

/** What is still missing for a promotion; empty when a person may sign it. */
export function missingForAutonomy(e: AutonomyEvidence, effect: EarnableEffect, rules: Policy['autonomy']): string[] {
  const bound = wilsonLowerBound(e.acceptedUnedited, e.decisions);
  const bar = rules.bars[effect];
  return [
    e.decisions < rules.decisions && `${e.decisions} of ${rules.decisions} decisions`,
    e.approvers < rules.approvers && `${e.approvers} of ${rules.approvers} approvers`,
    e.weeks < rules.weeks && `${e.weeks} of ${rules.weeks} weeks`,
    !e.seededCaught && 'a seeded known-bad proposal was not caught',
    bound <= bar && `lower bound of accepted unedited ${bound.toFixed(3)} is not above ${bar}`,
    !e.guardrailHeld && 'the guardrail did not hold',
  ].filter((m): m is string => m !== false);
}
