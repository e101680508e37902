import { parseMarkdown, type RenderedHeading } from '@salesagent/documents/reading';
import { toString } from 'mdast-util-to-string';
import type { Passage } from '../passage';

/** Passages are cut below this many words, at the ends of paragraphs: longer ones say too many things at once. */
const WORDS_AT_MOST = 250;

export interface MarkdownText {
  /** The first heading of the first level. */
  title: string | null;
  passages: Passage[];
}

/**
 * Cuts Markdown at its headings. `lineOffset` is the number of lines of the file before the text.
 * @throws UnreadableDocument when it is longer or deeper than documents are
 */
export const cutMarkdown = (id: string, text: string, lineOffset: number, fallbackTitle: string): MarkdownText =>
  cutAt(headingsIn(id, text, lineOffset), id, text, lineOffset, fallbackTitle);

/** @throws UnreadableDocument */
export const headingsIn = (file: string, text: string, lineOffset: number): RenderedHeading[] =>
  parseMarkdown(file, text, lineOffset).children.flatMap((node): RenderedHeading[] => {
    if (node.type !== 'heading' || !node.position) return [];
    const { start, end } = node.position;
    const place = { start: start.offset ?? 0, end: end.offset ?? 0, line: start.line };
    return [{ depth: node.depth, text: toString(node).trim(), ...place }];
  });

/** Text before the first heading, or below the title, is a passage of its own. */
export function cutAt(
  headings: readonly RenderedHeading[],
  documentId: string,
  text: string,
  lineOffset: number,
  fallbackTitle: string,
): MarkdownText {
  const title = headings.find(({ depth }) => depth === 1)?.text ?? null;
  const passages: Passage[] = [];
  const taken = new Set<string>();
  const counted = new Map<string, number>();
  const add = (heading: string, path: string[], words: string, line: number): void => {
    const slug = slugOf(heading) || 'passage';
    let [at, below] = [0, 0];
    for (const [n, part] of paragraphsTogether(words).entries()) {
      let [id, next] = [slug, counted.get(slug) ?? 2];
      for (; taken.has(id); next++) id = `${slug}-${next}`;
      taken.add(id);
      counted.set(slug, next);
      // The first part stands where its heading does, a further one where its own words begin.
      below += words.slice(at, part.start).split('\n').length - 1;
      at = part.start;
      passages.push({ id: `${documentId}#${id}`, heading, path, text: part.text, line: n === 0 ? line : line + below });
    }
  };

  const before = text.slice(0, headings[0]?.start ?? text.length);
  if (before.trim()) add(title ?? fallbackTitle, [], before, lineOffset + 1);
  const above: { depth: number; text: string }[] = [];
  headings.forEach((heading, i) => {
    while ((above.at(-1)?.depth ?? 0) >= heading.depth) above.pop();
    const body = text.slice(heading.end, headings[i + 1]?.start ?? text.length);
    const path = above.filter(({ depth, text: words }) => depth > 1 || words !== title).map(({ text: words }) => words);
    if (body.trim()) add(heading.text || fallbackTitle, path, body, heading.line + lineOffset);
    above.push({ depth: heading.depth, text: heading.text });
  });
  return { title, passages };
}

/** Paragraphs in runs of at most `WORDS_AT_MOST`; one that is longer alone stays whole. */
function paragraphsTogether(text: string): { text: string; start: number }[] {
  const parts: { text: string; start: number; words: number }[] = [];
  for (const match of text.matchAll(/[^\n](?:(?!\n[ \t]*\n)[^])*/g)) {
    if (!match[0].trim()) continue;
    const words = match[0].trim().split(/\s+/).length;
    const last = parts.at(-1);
    if (last && last.words + words <= WORDS_AT_MOST) {
      last.text = text.slice(last.start, match.index + match[0].length);
      last.words += words;
    } else parts.push({ text: match[0], start: match.index, words });
  }
  return parts.map(({ text: words, start }) => ({ text: words.trim(), start }));
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}
