import type { Place, ReadBlock, ReadItem } from './model';

export interface ReadMarkdownText {
  text: string;
  /** Where each line of the text stands in the document. */
  places: Place[];
  headings: RenderedHeading[];
}

/** A heading and where it stands in the text: from its mark to the end of its line, and its line from 1. */
export interface RenderedHeading {
  depth: number;
  text: string;
  start: number;
  end: number;
  line: number;
}

/** What was read as Markdown (GFM), word for word; a letter is escaped only where it would begin a heading or list. */
export function renderRead(blocks: readonly ReadBlock[], asWritten: boolean): ReadMarkdownText {
  const places: Place[] = [];
  const headings: RenderedHeading[] = [];
  const parts: string[] = [];
  let start = 0;
  for (const block of blocks) {
    const text = blockText(block, asWritten);
    if (block.kind === 'heading') {
      headings.push({
        depth: block.level,
        text: block.text.replaceAll('\n', ' '),
        start,
        end: start + text.length,
        line: places.length + 1,
      });
    }
    parts.push(text);
    start += text.length + 2;
    // With the empty line below.
    const place = { page: block.page, line: block.line };
    for (let line = text.split('\n').length; line >= 0; line--) places.push(place);
  }
  return { text: `${parts.join('\n\n')}\n`, places, headings };
}

/** One block as Markdown. `asWritten`: its words are Markdown already. */
export function blockText(block: ReadBlock, asWritten: boolean): string {
  const words = (text: string): string => (asWritten ? text : plain(text));
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text.replaceAll('\n', ' ')}`;
    case 'paragraph':
      return words(block.text);
    case 'list':
      return listText(block.items, words);
    case 'table': {
      const [head = [], ...rows] = block.rows;
      const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
      return [line(head), `|${head.map(() => ' --- ').join('|')}|`, ...rows.map(line)].join('\n');
    }
    case 'note':
      return `> ${words(block.text).replaceAll('\n', '\n> ')}`;
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

function listText(items: readonly ReadItem[], words: (text: string) => string): string {
  const numbers: number[] = [];
  return items
    .map(({ text, depth, ordered }) => {
      numbers.length = depth + 1;
      numbers[depth] = (numbers[depth] ?? 0) + 1;
      const indent = '   '.repeat(depth);
      const mark = ordered ? `${numbers[depth]}.` : '-';
      return `${indent}${mark} ${words(text).replaceAll('\n', `\n${indent}   `)}`;
    })
    .join('\n');
}

/** Words that are no markup. */
const plain = (text: string): string =>
  text
    .replace(/^(\s*)(#|[>+*=|-](?=\s|$|[=|-]))/gm, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s)/gm, '$1\\$2')
    .replaceAll('<', '\\<');
