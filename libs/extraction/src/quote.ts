import { contentWords, EVERYTHING, Ground, Source, untraced } from '@salesagent/agent';
import type { Note } from './note';
import type { ExtractionRules } from './rules';
import { ownText, squeezed } from './statements';

/** Characters that a program reads and a person does not see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u;
/** A word may be as long as an address is. */
const CHARACTERS_AT_MOST = 500;
/** What turns a statement round. */
const NEGATION =
  /(?<![\p{L}\d])(?:no|not|none|never|nobody|nothing|neither|nor|without|cannot|\p{L}+n['’]t|kein\p{L}*|nicht|nichts|nie|niemand|niemals|ohne|weder)(?![\p{L}\d])/giu;
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
  const said = contentWords(quote);
  const shared = words.filter((word) => said.includes(word));
  if (shared.length < SHARED_AT_LEAST * words.length) return 'its value says other things than the quotation';
  // “A pays B” and “B pays A” have the same words, and so have what is so and what is not.
  if (squeezed(quote).toLowerCase().includes(squeezed(value).toLowerCase())) return null;
  if (negationsIn(value) !== negationsIn(quote)) return 'its value denies what the quotation says, or the other way';
  return inOrder(shared, said) ? null : 'the words of its value stand in another order than in the quotation';
}

const negationsIn = (text: string): number => [...text.matchAll(NEGATION)].length;

/** Whether words follow each other in a text, whatever stands between them. */
function inOrder(words: readonly string[], said: readonly string[]): boolean {
  let from = 0;
  return words.every((word) => {
    const at = said.indexOf(word, from);
    from = at + 1;
    return at >= 0;
  });
}
