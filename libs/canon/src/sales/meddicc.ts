/** The seven letters of MEDDICC in the order a sales team says them. */
export const MEDDICC = {
  metrics: 'Metrics',
  economicBuyer: 'Economic buyer',
  decisionCriteria: 'Decision criteria',
  decisionProcess: 'Decision process',
  identifyPain: 'Identify pain',
  champion: 'Champion',
  competition: 'Competition',
} as const;

export type MeddiccLetter = keyof typeof MEDDICC;
export const MEDDICC_LETTERS = Object.keys(MEDDICC) as MeddiccLetter[];

/** 0 nothing · 1 assumed by us · 2 said by the customer · 3 confirmed in writing or by a second person. */
export type EvidenceLevel = 0 | 1 | 2 | 3;
