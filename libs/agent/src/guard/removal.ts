import type { Sentence } from './sentences';

/** A sentence that points back: without the one before it, it hangs in the air. */
const POINTS_BACK =
  /^(?:that|this|these|those|it|its|they|their|he|she|his|her|such|so|and|but|or|because|therefore|thus|hence|also|both|either|neither|then|otherwise|which|who|in that case|for (?:that|this)|as a result|if so|if not|however|still|besides|the same|here)\b/i;
const LIST_ITEM = /^\s*(?:[-*•–]|\d+[.)])\s+/;

/**
 * A text without some of its sentences; null when it is not whole without them: a sentence that pointed back to one, an
 * introduction whose list is gone, or nothing left.
 */
export function withoutSentences(
  text: string,
  sentences: readonly Sentence[],
  gone: ReadonlySet<Sentence>,
): string | null {
  for (const [i, sentence] of sentences.entries()) {
    const next = sentences[i + 1];
    if (!gone.has(sentence) || !next || gone.has(next)) continue;
    const together = !/\n/.test(text.slice(sentence.to, next.from));
    if (together && POINTS_BACK.test(next.text)) return null;
  }
  let rest = '';
  let at = 0;
  for (const sentence of sentences) {
    if (!gone.has(sentence)) continue;
    rest += text.slice(at, sentence.from);
    at = sentence.to;
  }
  rest += text.slice(at);
  const lines = rest.split('\n').map((line) => line.replace(/ {2,}/g, ' ').trimEnd());
  const before = text.split('\n');
  const kept = lines.filter((line, i) => /[\p{L}\d]/u.test(line.replace(LIST_ITEM, '')) || before[i]?.trim() === '');
  if (kept.every((line) => line.trim() === '') || introducesNothing(kept, text)) return null;
  return kept
    .map((line) => (LIST_ITEM.test(line) ? line : line.trimStart()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** `We suggest:` and no list after it, where there was one. */
function introducesNothing(lines: readonly string[], before: string): boolean {
  const said = lines.filter((line) => line.trim() !== '');
  return said.some((line, i) => {
    if (!line.trimEnd().endsWith(':')) return false;
    const asBefore = before.split('\n').filter((l) => l.trim() !== '');
    const hadItem = LIST_ITEM.test(asBefore[asBefore.findIndex((l) => l.trim() === line.trim()) + 1] ?? '');
    return hadItem ? !LIST_ITEM.test(said[i + 1] ?? '') : said[i + 1] === undefined && asBefore.length > said.length;
  });
}
