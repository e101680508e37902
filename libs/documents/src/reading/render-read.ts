import type { Place, ReadBlock, ReadItem } from './model';

export interface ReadMarkdownText {
  text: string;
  /** Where each line of the text stands in the document. */
  places: Place[];
}

/** What was read as Markdown (GFM), word for word; a letter is escaped only where it would begin a heading or list. */
export function renderRead(blocks: readonly ReadBlock[], asWritten: boolean): ReadMarkdownText {
  const parts: string[] = [];
  const places: Place[] = [];
  for (const block of blocks) {
    const text = blockText(block, asWritten);
    parts.push(text);
    const place = { page: block.page, line: block.line };
    // With the empty line below.
    for (let line = text.split('\n').length; line >= 0; line--) places.push(place);
  }
  return { text: `${parts.join('\n\n')}\n`, places };
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
