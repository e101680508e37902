import type { ReadBlock, RenderedHeading } from '@salesagent/documents/reading';

const MARKED = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;

/**
 * Headings of Markdown that another process has parsed: it says their lines, the text says where they begin and end.
 * @param blocks with lines of the file
 * @param text what stands below the first `lineOffset` lines
 */
export function headingsOf(blocks: readonly ReadBlock[], text: string, lineOffset: number): RenderedHeading[] {
  const lines = linesOf(text);
  const of = (n: number): string => text.slice(lines[n]?.start, lines[n]?.end);
  return blocks.flatMap((block): RenderedHeading[] => {
    if (block.kind !== 'heading' || block.line === null) return [];
    const first = block.line - 1 - lineOffset;
    let last = first;
    // One that is underlined ends with that line, and may have several above it.
    if (!MARKED.test(of(first))) while (last < lines.length - 1 && !UNDERLINE.test(of(last))) last++;
    const [begin, end] = [lines[first], lines[last]];
    return begin && end
      ? [{ depth: block.level, text: block.text, start: begin.start, end: end.end, line: first + 1 }]
      : [];
  });
}

function linesOf(text: string): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ start, end: index });
    start = index + end.length;
  }
  return [...lines, { start, end: text.length }];
}
