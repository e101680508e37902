import { readsAsHeading } from './guess-headings';
import { levelOf, tidy, type ReadBlock } from './model';
import type { Laid } from './pdf-layout';

type Line = Extract<Laid, { kind: 'line' }>;

/** A heading is at least so much larger than the text. */
const LARGER = 1.12;
const BULLET = /^[•◦▪▫‣●○■□➢➤✓✔·–—*-]\s*(?=\S)/u;
const NUMBER = /^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)/;
const ENDED = /[.!?:…。！？]["'”’)\]]*$/u;

/** Makes headings, paragraphs, lists and tables of lines by what sets them apart: size, weight, space and indent. */
export function pdfBlocks(laid: readonly Laid[]): ReadBlock[] {
  const lines = laid.filter((one) => one.kind === 'line');
  const body = bodySize(lines);
  const sizes = headingSizes(lines, body);
  const known = wordsIn(lines);
  const blocks: ReadBlock[] = [];
  let last: Line | null = null;
  for (const one of laid) {
    if (one.kind === 'table') {
      blocks.push({ kind: 'table', rows: one.rows, page: one.page, line: null });
      last = null;
      continue;
    }
    const place = { page: one.page, line: null };
    const level = headingLevel(one, body, sizes);
    const previous = blocks.at(-1);
    if (level !== null) {
      const goesOn = previous?.kind === 'heading' && last && isNext(last, one, 1.6) && previous.level === level;
      if (goesOn && !numbered(one.text)) previous.text = `${previous.text} ${one.text}`;
      else blocks.push({ kind: 'heading', level, text: one.text, ...place });
    } else if (marker(one)) {
      const item = {
        text: tidy(one.text.replace(BULLET, '').replace(NUMBER, '')),
        depth: 0,
        ordered: !BULLET.test(one.text),
      };
      if (previous?.kind === 'list' && last) previous.items.push(item);
      else blocks.push({ kind: 'list', items: [item], ...place });
    } else if (previous?.kind === 'list' && last && goesOnInList(last, one)) {
      const item = previous.items.at(-1)!;
      item.text = join(item.text, one.text, known);
    } else if (previous?.kind === 'paragraph' && last && goesOn(last, one, previous.text)) {
      previous.text = join(previous.text, one.text, known);
    } else blocks.push({ kind: 'paragraph', text: one.text, ...place });
    last = one;
  }
  return blocks;
}

const round = (size: number): number => Math.round(size * 2) / 2;
const numbered = (text: string): boolean => /^\d+(\.\d+)*\.?\s/.test(text);

/** The size in which most letters are set. */
function bodySize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(round(size), (letters.get(round(size)) ?? 0) + text.length);
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

/** Sizes of headings, largest first; bold lines in the size of the text come below all of them. */
const headingSizes = (lines: readonly Line[], body: number): number[] =>
  [...new Set(lines.filter((line) => isLarge(line, body)).map(({ size }) => round(size)))].sort((a, b) => b - a);

const isLarge = ({ size, text }: Line, body: number): boolean =>
  size >= LARGER * body && text.split(' ').length <= 20 && /\p{L}/u.test(text);

function headingLevel(line: Line, body: number, sizes: readonly number[]): 1 | 2 | 3 | 4 | 5 | 6 | null {
  if (isLarge(line, body)) return levelOf(sizes.indexOf(round(line.size)) + 1);
  const boldLine = line.bold && round(line.size) >= body && readsAsHeading(line.text) && !BULLET.test(line.text);
  return boldLine ? levelOf(sizes.length + 1) : null;
}

const marker = ({ text }: Line): boolean => BULLET.test(text) || NUMBER.test(text);

const isNext = (last: Line, line: Line, gap: number): boolean =>
  last.page === line.page && line.y > last.y && line.y - last.y <= gap * Math.max(last.size, line.size);

/** Lines of an item stand near and are not set back to where its mark is. */
const goesOnInList = (last: Line, line: Line): boolean =>
  (isNext(last, line, 1.75) && (!marker(last) || line.left > last.left + 0.5 * line.size)) ||
  (line.page !== last.page && /^\p{Ll}/u.test(line.text));

function goesOn(last: Line, line: Line, said: string): boolean {
  const otherSize = Math.abs(last.size - line.size) > 0.6;
  // A sentence that is not over goes on in the next column or on the next page.
  if (line.page !== last.page || line.y < last.y)
    return !otherSize && !ENDED.test(said) && /^[\p{Ll}\d(]/u.test(line.text);
  if (otherSize || !isNext(last, line, 1.75)) return false;
  // The next word would have had its place on the line before.
  const endsEarly = last.right < last.left + 0.75 * (last.edge - last.left);
  return !endsEarly || /[-\u00AD]$/.test(said);
}

/** Words of the document, to tell a hyphen at the end of a line from one that belongs to the word. */
const wordsIn = (lines: readonly Line[]): ReadonlySet<string> =>
  new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\d]+(?:-[\p{L}\d]+)*(?!-?$)/gu) ?? []));

function join(text: string, next: string, known: ReadonlySet<string>): string {
  if (text.endsWith('\u00AD')) return text.slice(0, -1) + next;
  const broken = /([\p{L}\d]+(?:-[\p{L}\d]+)*)-$/u.exec(text)?.[1];
  const rest = /^\p{Ll}[\p{L}\d]*/u.exec(next)?.[0];
  if (broken === undefined || rest === undefined) {
    // Scripts that put no spaces between words put none between lines.
    const tight = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}。、，]$/u.test(text);
    return broken !== undefined || tight ? text + next : `${text} ${next}`;
  }
  const kept = known.has(`${broken}-${rest}`.toLowerCase()) && !known.has((broken + rest).toLowerCase());
  return kept ? text + next : text.slice(0, -1) + next;
}
