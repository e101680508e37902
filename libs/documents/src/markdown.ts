import type { Block, DocumentModel } from './model';

/** As it reads: a name in the text becomes no link, no picture and no tag; `**bold**` stays what it is. */
const literal = (text: string): string => text.replace(/[\\`[\]<]/g, '\\$&');
const line = (text: string): string => literal(text).replace(/\s*\n\s*/g, ' ');
const cell = (text: string): string => line(text).replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[], numeric: readonly number[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `|${head.map((_, i) => (numeric.includes(i) ? ' ---: ' : ' --- ')).join('|')}|`;
  return [row(head), rule, ...rows.map(row)].join('\n');
}

function block(b: Block): string | null {
  switch (b.kind) {
    case 'heading':
      return `${'#'.repeat(b.level + 1)} ${line(b.text)}`;
    case 'paragraph':
      return literal(b.text);
    case 'bullets':
      return b.items.map((item) => `- ${line(item)}`).join('\n');
    case 'table':
      return table(b.head, b.rows, b.numeric ?? []);
    case 'picture':
      return `*Picture: ${line(b.alt)}*`;
    case 'note':
      return `> ${literal(b.text).replaceAll('\n', '\n> ')}`;
    case 'page-break':
      return null;
  }
}

/** The document as Markdown (GFM); pictures become the sentence that says the same. Ends with a newline. */
export function renderMarkdown(model: DocumentModel): string {
  const parts = [
    `# ${line(model.title)}`,
    model.subtitle === undefined ? null : line(model.subtitle),
    ...model.blocks.map(block),
  ];
  return `${parts.filter((p) => p !== null).join('\n\n')}\n`;
}
