/**
 * The 7-stage canon. Stages 1, 2 and 6 are states of an account, 3–5 of a deal, 7 is a rhythm.
 */
export const STAGES = {
  1: 'Market Strategy',
  2: 'Account Planning',
  3: 'Pipeline Generation',
  4: 'Pipeline Progression',
  5: 'Close & Onboard',
  6: 'Retention & Growth',
  7: 'Ops & Analytics',
} as const;

export type Stage = keyof typeof STAGES;

/** Sub-stages of a deal, to which a company's CRM stages are mapped, in order of progress. */
export const SUB_STAGES = {
  '3.1': 'New',
  '3.2': 'Working',
  '3.3': 'Meeting held or accepted',
  '4.1': 'Discovery',
  '4.2': 'Validation',
  '4.3': 'Business case',
  '5.1': 'Proposal',
  '5.2': 'Paper',
  '5.3': 'Won or lost',
  '5.4': 'Onboarding',
} as const;

export type SubStage = keyof typeof SUB_STAGES;

export const SUB_STAGE_ORDER = Object.keys(SUB_STAGES) as SubStage[];

/** How a deal ended; a deal without an outcome is open. */
export type DealOutcome = 'won' | 'lost';

/** Sub-stages in which a deal counts as qualified pipeline (from discovery on, before the outcome). */
export function isQualified(subStage: SubStage): boolean {
  return subStage >= '4.1' && subStage < '5.3';
}

/** Negative when `a` comes before `b`. */
export function compareSubStages(a: SubStage, b: SubStage): number {
  return SUB_STAGE_ORDER.indexOf(a) - SUB_STAGE_ORDER.indexOf(b);
}
