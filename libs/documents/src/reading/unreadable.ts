export type UnreadableReason =
  'too-large' | 'unknown-format' | 'old-format' | 'encrypted' | 'scanned' | 'damaged' | 'empty' | 'encoding';

/** A file that cannot be read: which, why, and what to do about it. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';

  constructor(
    /** As it was named to the reader. */
    readonly file: string,
    readonly reason: UnreadableReason,
    /** Without the file: `is protected with a password`. */
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${file} ${problem}. ${remedy}`);
  }
}

/** Bounds of what is read: above every playbook and product sheet, below what would exhaust a machine. */
export const READING_LIMITS = {
  /** Of a file. */
  fileBytes: 50 * 1024 * 1024,
  /** Of a file of Markdown to be searched, which is cut on the thread that answers others: some 500 pages. */
  markdownBytes: 1024 * 1024,
  /** Of one part of an Office file or one stream of a PDF, unpacked. */
  partBytes: 64 * 1024 * 1024,
  /** Of all parts of an Office file that are read, unpacked. */
  unpackedBytes: 192 * 1024 * 1024,
  parts: 20_000,
  pages: 2_000,
  /** Of Markdown, whose parser takes more than twice as long for twice as many. */
  lines: 50_000,
  /** Elements and texts of a tree of XML or HTML. */
  nodes: 2_000_000,
  /** Elements inside one another. */
  depth: 512,
} as const;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

export function tooLarge(file: string, what: string, limit: number): UnreadableDocument {
  return new UnreadableDocument(
    ...([file, 'too-large', `${what} more than ${megabytes(limit)}`] as const),
    'Save it without pictures, or split it, and give the parts.',
  );
}

export function tooMany(file: string, what: string, limit: number): UnreadableDocument {
  const problem = `has more than ${limit.toLocaleString('en')} ${what}`;
  return new UnreadableDocument(file, 'too-large', problem, 'Split it and give the parts.');
}

export const damaged = (file: string, what: string): UnreadableDocument =>
  new UnreadableDocument(
    ...([file, 'damaged', `is damaged: ${what}`] as const),
    'Open it in the program it was made with and save it again.',
  );
