import type { Ground } from './ground';
import { ORDINARY } from './ordinary-words';
import { plainText } from './plain';

/** Fewer words than this tell no language. */
const WORDS_AT_LEAST = 8;
const KNOWN_AT_LEAST = 0.5;

/** Whether enough words of a text are ordinary English ones or those of its sources: the guard reads nothing else. */
export function readsAsEnglish(text: string, ground: Ground): boolean {
  const words = plainText(text).match(/\p{L}[\p{L}'’-]*/gu) ?? [];
  if (words.length < WORDS_AT_LEAST) return true;
  const known = words.filter((word) => ORDINARY.has(word.toLowerCase()) || ground.hasWord(word)).length;
  return known >= KNOWN_AT_LEAST * words.length;
}
