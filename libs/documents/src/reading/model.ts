/** Where a block stands in its file. */
export interface Place {
  /** Page or slide, from 1; null where the file does not say (HTML, Markdown, Word that was never laid out). */
  page: number | null;
  /** Line of the file, from 1; null where it has none. */
  line: number | null;
}

/** One thing a document says, in its own words. `text` is plain; of Markdown it is as written. */
export type ReadBlock = Place &
  (
    | { kind: 'heading'; level: 1 | 2 | 3 | 4 | 5 | 6; text: string }
    | { kind: 'paragraph'; text: string }
    | { kind: 'list'; items: ReadItem[] }
    /** The first row is the head. */
    | { kind: 'table'; rows: string[][] }
    /** What stands beside the text: speaker notes, footnotes. */
    | { kind: 'note'; text: string }
  );

export interface ReadItem {
  text: string;
  /** 0 is the outermost. */
  depth: number;
  /** Numbered rather than bulleted. */
  ordered: boolean;
}

export type ReadFormat = 'docx' | 'pptx' | 'pdf' | 'html' | 'markdown';

/** What a file says, apart from how it looks: one model for every format. */
export interface ReadDocument {
  /** As it was named to the reader. */
  file: string;
  format: ReadFormat;
  /** What the file calls itself; else null. */
  title: string | null;
  /** What its pages are called; null where it has none. */
  paging: 'page' | 'slide' | null;
  blocks: ReadBlock[];
  /** What was left out and why, for whoever reads on. */
  warnings: string[];
}

export const levelOf = (level: number): 1 | 2 | 3 | 4 | 5 | 6 =>
  Math.min(6, Math.max(1, Math.round(level))) as 1 | 2 | 3 | 4 | 5 | 6;

/** Control characters and halves of letters say nothing, and a database takes neither. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000E-\u001F\u007F-\u009F]|\p{Cs}/gu, '');

/** Spaces of any kind in a row are one; lines stay. Soft hyphens and zero-width marks are form, not words. */
export const tidy = (text: string): string =>
  printable(text)
    .replace(/[\u00AD\u200B\u2060\uFEFF]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();

/** Cells that are made up to fill rows, at most: a page can name a thousand columns once and have a million rows. */
const FILLED_AT_MOST = 500_000;

/** Rows of as many cells each. */
export function squared(rows: readonly string[][]): string[][] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width * rows.length > FILLED_AT_MOST) return [...rows];
  return rows.map((row) => [...row, ...Array<string>(width - row.length).fill('')]);
}
