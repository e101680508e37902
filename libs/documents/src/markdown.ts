import type { Block, DocumentModel } from './model';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[], numeric: readonly number[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = `|${head.map((_, i) => (numeric.includes(i) ? ' ---: ' : ' --- ')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function block(b: Block): string | null {
  switch (b.kind) {
    case 'heading':
      return `${'#'.repeat(b.level + 1)} ${b.text}`;
    case 'paragraph':
      return b.text;
    case 'bullets':
      return b.items.map((item) => `- ${item}`).join('\n');
    case 'table':
      return table(b.head, b.rows, b.numeric ?? []);
    case 'picture':
      return `*Picture: ${b.alt}*`;
    case 'note':
      return `> ${b.text.replaceAll('\n', '\n> ')}`;
    case 'page-break':
      return null;
  }
}

/** The document as Markdown (GFM); pictures become the sentence that says the same. Ends with a newline. */
export function renderMarkdown(model: DocumentModel): string {
  const parts = [`# ${model.title}`, model.subtitle ?? null, ...model.blocks.map(block)];
  return `${parts.filter((p) => p !== null).join('\n\n')}\n`;
}
