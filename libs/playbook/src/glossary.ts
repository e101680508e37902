import { z } from 'zod';

const phrase = z.string().trim().min(1);

/** `glossary.yaml`: the words of the trade. A question in any of them finds the passage that uses another. */
export const glossarySchema = z.record(
  phrase,
  z.strictObject({
    /** What people say for the same thing. */
    also: z.array(phrase).min(1).describe('other words for it'),
    meaning: phrase.optional(),
  }),
);
export type Glossary = z.infer<typeof glossarySchema>;
