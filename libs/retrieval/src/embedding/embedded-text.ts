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

export const textHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 27);
