const NUMBER_WORDS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|ein|eine|einen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf';
const NUMBER = String.raw`(?:\p{N}(?:[\p{N}.,]*\p{N})?(?:\s?(?:%|k\b))?|(?:${NUMBER_WORDS})(?![\p{L}\d]))`;
/** Words and what is between them share no character, so that no text of a stranger is tried in more than one way. */
const GAP = String.raw`(?:\S+\s+){0,4}?`;

/** A phrase of the playbook as a pattern: words in any case, `*` up to four words between, `#` a number. */
export function pattern(phrase: string): string {
  const words = phrase.trim().split(/\s+/);
  let written = '';
  for (const [i, word] of words.entries()) {
    if (word === '*') {
      written += GAP;
      continue;
    }
    const one = word
      .split('#')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replace(/['’]/g, "['’]"))
      .join(NUMBER);
    written += i < words.length - 1 ? String.raw`${one},?\s+` : one;
  }
  return written;
}

/** A pattern that finds any of the phrases; null where there is none. */
export function anyOf(phrases: readonly string[]): RegExp | null {
  if (phrases.length === 0) return null;
  const longest = [...phrases].sort((a, b) => b.length - a.length);
  return new RegExp(String.raw`(?<![\p{L}\d])(?:${longest.map(pattern).join('|')})(?![\p{L}\d])`, 'iu');
}
