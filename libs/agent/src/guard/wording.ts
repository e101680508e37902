import type { Ground } from './ground';
import { escaped } from './plain';
import { otherDates, plainDates, ISO_DATE } from './dates';

/** A sentence of a source, with its content words. */
export interface Wording {
  words: ReadonlySet<string>;
  text: string;
}

const PLACEHOLDER = /\{\{\s*[\w.]+(?:,\s*if any)?\s*\}\}/;
const SPACES = /\s+/g;
/** A placeholder before a capital, at a sentence's beginning, stands for a sentence of its own. */
const OWN_SENTENCE = /(^|[.!?\n]\s*)(\{\{\s*[\w.]*[Ss]entence\s*\}\})\s+(?=\p{Lu})/gu;

export const apart = (template: string): string => template.replace(OWN_SENTENCE, '$1$2\n');

/** The same sentence but for a template's placeholders, and in each of them a fact or nothing but figures. */
export function sameBut(sentence: string, wording: string, ground: Ground): boolean {
  const parts = wording.split(PLACEHOLDER).map((part) => escaped(part.replace(SPACES, ' ')));
  const form = new RegExp(`^${parts.join('(.{1,120}?)')}$`, 'iu');
  const filled = form.exec(sentence.replace(SPACES, ' '));
  return filled !== null && filled.slice(1).every((value) => isFilledIn(value, ground));
}

function isFilledIn(value: string, ground: Ground): boolean {
  if (ground.wholeFrom(value) !== null) return true;
  let rest = value.replace(ISO_DATE, '');
  for (const { token } of [...plainDates(rest), ...otherDates(rest)]) rest = rest.replace(token, '');
  return !/\p{L}/u.test(rest.replace(/\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY)\b/g, ''));
}
