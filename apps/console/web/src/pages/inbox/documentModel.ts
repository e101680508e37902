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
