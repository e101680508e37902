import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { glossarySchema } from '@salesagent/playbook';
import { DOCUMENT_KINDS, embeddedText, textHash, type IndexedDocument } from '@salesagent/retrieval';
import { CliError, EXIT } from '../exit-codes';

const impacts = z.record(z.string(), z.number());
const passage = z.strictObject({
  id: z.string(),
  heading: z.string(),
  path: z.array(z.string()),
  text: z.string(),
  line: z.int(),
  page: z.int().exactOptional(),
  asked: z.string().exactOptional(),
  /** Absent in an index of before there were vectors. */
  textHash: z.string().exactOptional(),
  impacts: impacts.transform((of) => new Map(Object.entries(of)) as ReadonlyMap<string, number>),
});
const document = z
  .strictObject({
    source: z.string(),
    id: z.string(),
    title: z.string(),
    file: z.string(),
    language: z.string(),
    hash: z.string(),
    company: z.string().nullable(),
    stage: z.int().nullable(),
    personas: z.array(z.string()),
    effectiveFrom: z.string().nullable(),
    effectiveTo: z.string().nullable(),
    use: z
      .strictObject({
        kind: z.enum(DOCUMENT_KINDS),
        industries: z.array(z.string()),
        reference: z.enum(['public', 'none']),
      })
      .exactOptional(),
    passages: z.array(passage),
  })
  .transform(({ passages, ...of }) => ({
    ...of,
    passages: passages.map((held) => ({ ...held, textHash: held.textHash ?? textHash(embeddedText(of.title, held)) })),
  }));
const indexedFolder = z.strictObject({
  /** Absolute; the name of its source in the index. */
  folder: z.string(),
  /** When it was first indexed (ISO): a later folder's say on a word of the trade counts. */
  since: z.iso.datetime(),
  /** A compiled playbook (it has `base/`), else any folder of Markdown. */
  playbook: z.boolean(),
  company: z.string().nullable(),
  glossary: glossarySchema,
});
const kept = z.strictObject({ version: z.literal(2), ...indexedFolder.shape, documents: z.array(document) });

/** A folder that `playbook search` looks through. */
export type IndexedFolder = z.output<typeof indexedFolder>;
export type KeptFolder = IndexedFolder & { documents: IndexedDocument[] };

/**
 * A file for each indexed folder, named by a hash of the folder's path. A file is whole or not there: it is written beside
 * and moved into its place, so a reader never meets half of one.
 */
export class IndexFiles {
  constructor(private readonly folder: string) {}

  /** In the order in which the folders were first indexed. @throws CliError naming the file that cannot be read */
  read(): KeptFolder[] {
    return this.names()
      .map((name) => parsed(join(this.folder, name)))
      .sort((a, b) => compare(a.since, b.since) || compare(a.folder, b.folder));
  }

  /** @throws CliError where nothing can be written */
  write({ documents, ...indexed }: KeptFolder): void {
    const path = this.fileOf(indexed.folder);
    const next = `${path}.${process.pid}.tmp`;
    this.changing(() => {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(next, JSON.stringify({ version: 2, ...indexed, documents: documents.map(asKept) }), {
        mode: 0o600,
      });
      renameSync(next, path);
    });
  }

  remove(folder: string): void {
    this.changing(() => rmSync(this.fileOf(folder), { force: true }));
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw this.unusable(error);
    }
  }

  private fileOf(folder: string): string {
    return join(this.folder, `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.json`);
  }

  private changing(change: () => void): void {
    try {
      change();
    } catch (error) {
      throw this.unusable(error);
    }
  }

  private unusable(error: unknown): CliError {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOTDIR' || code === 'EEXIST' ? 'a part of that path is a file' : message;
    return new CliError(
      EXIT.failed,
      `The index of passages cannot be kept in ${this.folder}: ${why}.`,
      'Set SALESAGENT_HOME to a folder that can be written to.',
      'index-unusable',
    );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const asKept = (of: IndexedDocument): object => ({
  ...of,
  passages: of.passages.map((held) => ({ ...held, impacts: Object.fromEntries(held.impacts) })),
});

function parsed(path: string): KeptFolder {
  const unreadable = (where: string): CliError =>
    new CliError(
      EXIT.failed,
      `${path} is not an index of passages${where}.`,
      'Delete it and run `salesagent playbook index` again.',
      'index-unreadable',
    );
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw unreadable('');
  }
  const { success, data, error } = kept.safeParse(value);
  if (!success) {
    const [first] = error.issues;
    throw unreadable(`: ${[first?.path.map(String).join('.'), first?.message].filter(Boolean).join(': ')}`);
  }
  const { version: _, ...folder } = data;
  return folder as KeptFolder;
}
