import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { z } from 'zod';

const letter = z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]);
/** A level that one sentence may carry. */
const level = z.union([z.literal(1), z.literal(2)]);
/** Words as they follow each other in any case; `*` stands for up to four words, `#` for a number. */
const phrase = z.string().regex(/^[^*\s](?:.*[^*\s])?$/, 'begins and ends with a word or #');
/** Phrases by which something is found in a text. */
export const phrases = z.array(phrase);

/** Thresholds and words of playbook section `4-progression/meddicc-extraction`. */
export const extractionRules = z.strictObject({
  sourceLevelAtMost: z.strictObject({
    'our note': level,
    'quotation in our note': level,
    'mail of the customer': level,
  }),
  lowers: z.literal(false),
  /** Below, what a model found is not taken, 0–1. */
  confidenceFrom: z.number().min(0.5).max(1),
  quotationWordsAtMost: z.number().int().positive(),
  quotationWordsAtLeast: z.number().int().positive(),
  newestFirstDays: z.number().int().positive(),
  cues: z.record(letter, phrases.min(1)),
  /** A company's own, beside these. */
  moreCues: z.record(letter, phrases),
  /** A sentence with one of these is no evidence, whoever reads it. */
  misleading: z.strictObject({
    questions: phrases,
    denials: phrases,
    maybes: phrases,
    orders: phrases,
    others: phrases,
    /** Said in confidence: the statements beside it are not quoted either. */
    confidential: phrases,
    /** Health and family. */
    personal: phrases,
  }),
});
export type ExtractionRules = z.infer<typeof extractionRules>;
