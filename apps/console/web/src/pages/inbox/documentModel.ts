/** The part of the document content model that the inbox shows and lets one edit (libs/documents renders it). */
export interface DocumentBlock {
  kind: string;
  text?: string;
  level?: number;
  items?: string[];
  head?: string[];
  rows?: string[][];
  alt?: string;
}

export interface DocumentContent {
  title: string;
  subtitle?: string;
  blocks: DocumentBlock[];
}

export function isDocument(content: unknown): content is DocumentContent {
  return typeof content === 'object' && content !== null && Array.isArray((content as { blocks?: unknown }).blocks);
}

/** What a block is called in the editor: its heading's words, or the heading it stands under and which of those it is. */
export function blockName(blocks: readonly DocumentBlock[], at: number): string {
  const block = blocks[at];
  if (block?.kind === 'heading') return 'Heading';
  const heading = blocks.slice(0, at).findLastIndex((other) => other.kind === 'heading');
  const next = blocks.findIndex((other, index) => index > heading && other.kind === 'heading');
  const under = blocks[heading]?.text ?? 'Opening';
  if (block?.kind === 'bullets') return `${under}: points`;
  if (block?.kind === 'table') return `${under}: ${(block.head ?? []).join(' | ')}`;
  const isAlike = (other: DocumentBlock) => other.kind === block?.kind && other.text !== undefined;
  const alike = blocks.slice(heading + 1, next === -1 ? undefined : next).filter(isAlike).length;
  const before = blocks.slice(heading + 1, at).filter(isAlike).length;
  return alike > 1 ? `${under}, ${before + 1} of ${alike}` : under;
}

/** A table's rows, one a line; the head is not edited. */
export function rowsAsText(block: DocumentBlock): string {
  return (block.rows ?? []).map((row) => row.join(' | ')).join('\n');
}

/** The block with what was typed. */
export function editedBlock(block: DocumentBlock, typed: string): DocumentBlock {
  if (block.kind === 'bullets') return { ...block, items: typed.split('\n') };
  if (block.kind === 'table') {
    return { ...block, rows: typed.split('\n').map((line) => line.split('|').map((cell) => cell.trim())) };
  }
  return { ...block, text: typed };
}

/** A document without the empty lines that were left while typing. */
export function withoutEmptyLines(content: DocumentContent): DocumentContent {
  return {
    ...content,
    blocks: content.blocks.map((block) => ({
      ...block,
      ...(block.items && { items: block.items.filter((item) => item.trim() !== '') }),
      ...(block.rows && { rows: block.rows.filter((row) => row.some((cell) => cell !== '')) }),
    })),
  };
}
