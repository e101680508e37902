import { z } from 'zod';
import { plainText } from '../guard';

/** Checked when the answer is there: a strict schema at the provider knows no lengths of texts. */
const upTo = (characters: number) => z.string().refine((text) => text.length <= characters, 'too long');

const sentence = z.strictObject({
  text: upTo(600).describe('One sentence'),
  from: z.array(upTo(200)).max(12).describe('Paths of facts and ids of passages or of the part it rests on'),
});

/** What a model is to return: every part as paragraphs of sentences, each with what it rests on. */
export const draftAnswer = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        id: upTo(200),
        paragraphs: z.array(z.array(sentence).max(12)).max(12),
      }),
    )
    .max(12),
});
export type DraftAnswer = z.infer<typeof draftAnswer>;
export type DraftPart = DraftAnswer['parts'][number];
export type DraftSentence = DraftPart['paragraphs'][number][number];

/** A sentence in the form in which it is checked and shown: on one line. */
export const sentenceText = ({ text }: DraftSentence): string => plainText(text).replace(/\s+/g, ' ').trim();

/** The text of a part. */
export function textOf({ paragraphs }: DraftPart): string {
  return paragraphs
    .map((sentences) => sentences.map(sentenceText).filter(Boolean).join(' '))
    .filter(Boolean)
    .join('\n\n');
}

/** A written part: its first line is the subject where its template has one. */
export function subjectAndBody(text: string): { subject: string | null; body: string } {
  const [first = '', ...rest] = text.split('\n');
  if (!/^Subject:/.test(first)) return { subject: null, body: text.trim() };
  return { subject: first.replace(/^Subject:\s*/, '').trim(), body: rest.join('\n').trim() };
}
