import { z } from 'zod';
import type { Decision } from '@salesagent/agent';
import { MEDDICC_LETTERS, type EvidenceLevel, type MeddiccLetter } from '@salesagent/canon/sales';

const letter = z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]);
const SHORT = ['pain', 'authority', 'timing', 'nextStep'] as const;
export type ShortQuestion = (typeof SHORT)[number];

/** Thresholds of playbook section `4-progression/meddicc-completeness`. */
export const meddiccRules = z.strictObject({
  fullFromAmount: z.number().min(0),
  fullFromAgeDays: z.number().min(0),
  /** Evidence from which pain and authority of a small deal are known. */
  shortEvidence: z.number().int().min(1).max(3),
  needed: z.record(z.string(), z.partialRecord(letter, z.number().int().min(1).max(3))),
  order: z.array(letter).length(MEDDICC_LETTERS.length),
  questions: z.record(letter, z.string()),
  shortQuestions: z.record(z.enum(SHORT), z.string()),
});
export type MeddiccRules = z.infer<typeof meddiccRules>;

export interface MeddiccFacts {
  /** Whether this CRM holds evidence for any deal. */
  recorded: boolean;
  evidence: Partial<Record<MeddiccLetter, EvidenceLevel>>;
  subStage: string | null;
  amount: number | null;
  ageDays: number | null;
  /** Somebody who can sign is known by role; null where the CRM holds no roles. */
  buyerKnown: boolean | null;
  closeDate: string | null;
  nextStepRecorded: boolean;
}

/** Evidence a letter, what is missing for the sub-stage the deal is in, and the one question to ask next. */
export function decideMeddicc(facts: MeddiccFacts, rules: MeddiccRules): Decision {
  if (!facts.recorded) return notRecorded();
  const full = (facts.amount ?? 0) >= rules.fullFromAmount || (facts.ageDays ?? 0) >= rules.fullFromAgeDays;
  return full ? sevenLetters(facts, rules) : fourQuestions(facts, rules);
}

function notRecorded(): Decision {
  return {
    kind: 'insight',
    values: { recorded: false, missing: 'opportunity.meddicc' },
    reasons: ['not recorded: this CRM holds no evidence fields, so completeness cannot be known'],
    citations: ['4-progression/meddicc-completeness#not-recorded'],
  };
}

function sevenLetters(facts: MeddiccFacts, rules: MeddiccRules): Decision {
  const levels = Object.fromEntries(MEDDICC_LETTERS.map((l) => [l, facts.evidence[l] ?? 0])) as Record<
    MeddiccLetter,
    EvidenceLevel
  >;
  const needed = rules.needed[facts.subStage ?? ''] ?? {};
  // The deal's own evidence chooses the question: what lacks most, and of what lacks as much the first of the order.
  const gaps = rules.order
    .flatMap((l) => {
      const need = needed[l] ?? 0;
      return levels[l] < need ? [{ letter: l, has: levels[l], needs: need }] : [];
    })
    .sort((a, b) => b.needs - b.has - (a.needs - a.has));
  const total = MEDDICC_LETTERS.reduce((sum, l) => sum + levels[l], 0);
  const next = gaps[0] ? rules.questions[gaps[0].letter] : null;
  return {
    kind: 'insight',
    values: {
      recorded: true,
      scope: 'seven letters',
      levels,
      total,
      of: 3 * MEDDICC_LETTERS.length,
      gaps,
      nextQuestion: next,
    },
    reasons:
      gaps.length > 0 ? gaps.map((g) => `${spoken(g.letter)}: ${MEANING[g.has]}`) : ['no gap for this sub-stage'],
    citations: ['4-progression/meddicc-completeness#evidence'],
    fields: { agentMeddicc: { levels, total, gaps: gaps.map((g) => g.letter), nextQuestion: next } },
  };
}

function fourQuestions(facts: MeddiccFacts, rules: MeddiccRules): Decision {
  const { evidence } = facts;
  const known: Record<ShortQuestion, boolean> = {
    pain: (evidence.identifyPain ?? 0) >= rules.shortEvidence,
    authority: facts.buyerKnown === true || (evidence.economicBuyer ?? 0) >= rules.shortEvidence,
    timing: facts.closeDate !== null,
    nextStep: facts.nextStepRecorded,
  };
  const gaps = SHORT.filter((q) => !known[q]);
  const next = gaps[0] ? rules.shortQuestions[gaps[0]] : null;
  return {
    kind: 'insight',
    values: { recorded: true, scope: 'four questions', known, gaps, nextQuestion: next },
    reasons: gaps.length > 0 ? gaps.map((g) => OPEN_SHORT[g]) : ['pain, authority, timing and next step are known'],
    citations: ['4-progression/meddicc-completeness#small-deals'],
    fields: { agentMeddicc: { gaps, nextQuestion: next } },
  };
}

const MEANING: Record<EvidenceLevel, string> = {
  0: 'no evidence',
  1: 'only assumed by us',
  2: 'said by the customer, not confirmed',
  3: 'confirmed',
};
const OPEN_SHORT: Record<ShortQuestion, string> = {
  pain: 'what hurts them is not known',
  authority: 'who signs is not known',
  timing: 'no date to close by',
  nextStep: 'no next step agreed',
};
const spoken = (letter: MeddiccLetter): string => letter.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
