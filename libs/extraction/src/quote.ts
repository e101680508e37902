import { contentWords, EVERYTHING, Ground, Source, untraced } from '@salesagent/agent';
import type { Note } from './note';
import type { ExtractionRules } from './rules';
import { ownText, squeezed } from './statements';

/** Characters that a program reads and a person does not see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u;
/** A word may be as long as an address is. */
const CHARACTERS_AT_MOST = 500;
/** A value shares at least so much of its words with its quotation. */
const SHARED_AT_LEAST = 2 / 3;

/** Why words are no quotation of a note; null when they stand there, but for white space. The reason quotes nothing. */
export function quoteProblem(
  quote: string,
  note: Note,
  { quotationWordsAtMost, quotationWordsAtLeast }: ExtractionRules,
): string | null {
  const words = squeezed(quote).split(' ').filter(Boolean).length;
  if (words < quotationWordsAtLeast) return `its quotation has ${words} words, at least ${quotationWordsAtLeast}`;
  if (words > quotationWordsAtMost) return `its quotation has ${words} words, at most ${quotationWordsAtMost}`;
  if (quote.length > CHARACTERS_AT_MOST) return `its quotation has over ${CHARACTERS_AT_MOST} characters`;
  if (UNSEEN.test(quote)) return 'its quotation holds characters that nobody sees';
  return squeezed(ownText(note)).includes(squeezed(quote)) ? null : 'its quotation does not stand in the note';
}

/** Why a value does not follow from its quotation; null when it does. The reason quotes nothing. */
export function valueProblem(value: string, quote: string): string | null {
  if (squeezed(value) === '') return 'it says nothing';
  if (UNSEEN.test(value)) return 'its value holds characters that nobody sees';
  const [missing] = untraced(value, new Ground([new Source('quotation', quote)]), EVERYTHING);
  if (missing) return `a ${missing.kind} of its value is not in the quotation`;
  const words = contentWords(value);
  const said = new Set(contentWords(quote));
  const shared = words.filter((word) => said.has(word)).length;
  return shared < SHARED_AT_LEAST * words.length ? 'its value says other things than the quotation' : null;
}
