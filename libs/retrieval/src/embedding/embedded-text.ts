import { createHash } from 'node:crypto';
import type { SourcePassage } from '../passage';

/**
 * What a vector is made of: what a passage is called, from the document down, what it says, without marks, and the words
 * by which people ask for it.
 */
export function embeddedText(
  title: string,
  { path, heading, text, asked = '' }: Pick<SourcePassage, 'path' | 'heading' | 'text' | 'asked'>,
): string {
  const names = [...new Set([title, ...path, heading])].join('. ');
  const words = text
    .replace(/\]\([^)\n]*\)/g, ']')
    .replace(/[*_`#>|[\]]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${names}. ${words} ${asked}`.trim();
}

/**
 * Of a text of a confidential document it is another: where such a text is not sent to whoever makes vectors, what stands
 * for it must not be taken for the vector of the same words elsewhere, nor stay when the document is confidential no more.
 */
export const textHashOf = (text: string, confidential: boolean): string =>
  textHash(confidential ? `for people alone\0${text}` : text);

export const textHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 27);
