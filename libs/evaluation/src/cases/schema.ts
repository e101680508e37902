import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { z } from 'zod';

const SPLITS = ['dev', 'test', 'fresh', 'stranger'] as const;
const word = z.string().min(1);

/** What a measure of the kind has to reach; `recall@5 (test)`. Which measures there are is told by the kind. */
export type Demand = { measure: string; least: number } | { measure: string; most: number };
const demand = z
  .strictObject({ measure: word, least: z.number().optional(), most: z.number().optional() })
  .refine(({ least, most }) => (least === undefined) !== (most === undefined), 'needs least or most, one of them')
  .transform(({ measure, least, most }): Demand => {
    return least === undefined ? { measure, most: most! } : { measure, least };
  });

const head = { id: word, version: z.int().min(1), demands: z.array(demand).min(1) };

/** Questions with their answers stand in a file of their own, which tuning and calibration read as well. */
const files = z.union([word.transform((one) => [one]), z.array(word).min(1)]);
const asked = { ...head, questions: files, splits: z.array(z.enum(SPLITS)).min(1) };

const facts = z.strictObject({
  contactName: word,
  accountName: word,
  ownerName: word,
  persona: word,
  productName: word,
  reasonDate: z.iso.date(),
  reason: z.enum(['inbound', 'lost', 'bought']),
  /** What else is recorded and may be cited. */
  more: z.record(z.string(), z.string()).default({}),
});
export type DraftFacts = z.output<typeof facts>;

const drafting = z.strictObject({
  ...head,
  kind: z.literal('drafting'),
  cases: z
    .array(
      z.strictObject({
        id: word,
        facts,
        /** By number of the touch, what the stand-in server answers: paragraphs, people as `{{person_1}}`. */
        script: z.record(z.string().regex(/^[1-4]$/, 'is the number of a touch, 1 to 4'), word),
      }),
    )
    .min(1),
});
export type DraftingCases = z.output<typeof drafting>;

const letter = z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]);
const extraction = z.strictObject({
  ...head,
  kind: z.literal('extraction'),
  /** Names of the people around the deal, whom a model sees as tokens. */
  people: z.array(word),
  cases: z
    .array(
      z.strictObject({
        id: word,
        source: z.enum(['our note', 'mail of the customer']),
        /** ISO 639-1. */
        language: z.string().length(2),
        text: word,
        /** Letters that a careful reader takes from it, each with words of which the quotation must hold one. */
        carries: z.partialRecord(letter, z.union([word.transform((one) => [one]), z.array(word).min(1)])),
        /** What the stand-in server answers. */
        script: z.array(z.strictObject({ letter, quote: word, value: word, confidence: z.number() })),
      }),
    )
    .min(1),
});
export type ExtractionCases = z.output<typeof extraction>;

const injection = z.strictObject({
  ...head,
  kind: z.literal('injection'),
  /** The record that the attempts stand in. */
  facts,
  cases: z
    .array(
      z.strictObject({
        id: word,
        /** What stands in the record, as a note or in the place of a name. */
        place: z.enum(['notes', 'accountName', 'productName']),
        text: word,
        /** What a model writes that does as it is told. */
        obeys: word,
        /** A tool that it calls before. */
        calls: word.optional(),
        /** Words by which one would know that it was obeyed. */
        never: z.array(word).min(1),
      }),
    )
    .min(1),
});
export type InjectionCases = z.output<typeof injection>;

export const caseFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...asked, kind: z.literal('retrieval') }),
  z.strictObject({
    ...asked,
    kind: z.literal('refusal'),
    /** File of what a model quoted of the passages once; without it nobody but the configured model reads. */
    readings: word.optional(),
  }),
  drafting,
  extraction,
  injection,
]);
export type CaseFile = z.output<typeof caseFileSchema>;
export type AskedCases = Extract<CaseFile, { questions: string[] }>;
