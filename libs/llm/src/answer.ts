import type { z } from 'zod';
import { AnswerInvalid, ModelRefused } from './errors';

/** What was written, as far as it tells an answer from what is none. */
export interface Written {
  text: string;
  refusal: string;
  /** Why it ended before its end, if it did. */
  cut: 'length' | 'filter' | 'other' | null;
}

/**
 * The answer in what was written. Messages name places and kinds, never the text: it may hold what a prompt held.
 *
 * @throws ModelRefused, AnswerInvalid
 */
export function readAnswer<T>({ text, refusal, cut }: Written, schema: z.ZodType<T>): { value: T; text: string } {
  if (refusal !== '') throw new ModelRefused('The model declined to answer; use the template.', refusal);
  if (cut === 'filter')
    throw new ModelRefused('The provider’s content filter stopped the answer; use the template.', '');
  if (cut === 'length') {
    throw new AnswerInvalid(
      'The answer was cut at its upper bound; ask for less, or raise maxOutputTokens.',
      'too-long',
    );
  }
  if (cut) throw new AnswerInvalid('The answer ended before its end.', 'incomplete');
  if (text.trim() === '') throw new AnswerInvalid('The model said nothing.', 'empty');
  const read = schema.safeParse(parsed(text));
  if (read.success) return { value: read.data, text };
  const places = read.error.issues.slice(0, 3).map(({ path, code }) => `${path.join('.') || 'the whole'}: ${code}`);
  throw new AnswerInvalid(`The answer has another shape than was asked for (${places.join('; ')}).`, 'schema');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerInvalid('The answer is not JSON; does the server know structured outputs?', 'not-json');
  }
}
