import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { z } from 'zod';

/** Checked when the answer is there: a strict schema at the provider knows no lengths of texts. */
const upTo = (characters: number) => z.string().refine((text) => text.length <= characters, 'too long');

/** What a model is to return of one note. Levels are not its to say. */
export const extractionAnswer = z.strictObject({
  fields: z
    .array(
      z.strictObject({
        letter: z.enum(MEDDICC_LETTERS as [MeddiccLetter, ...MeddiccLetter[]]),
        quote: upTo(600).describe('Copied from the note, word for word'),
        value: upTo(200).describe('What the quotation says, in a few of its words'),
        confidence: z.number().describe('How sure it is that the quotation carries the letter, 0 to 1'),
      }),
    )
    .max(14),
});
export type ExtractionAnswer = z.infer<typeof extractionAnswer>;
export type ExtractedField = ExtractionAnswer['fields'][number];
