import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { dataOf, glossarySchema, tryCompile, type Glossary } from '@salesagent/playbook';
import {
  embeddedText,
  indexSource,
  markdownFolder,
  MemoryStore,
  playbookSource,
  textHash,
  type DocumentSource,
  type IndexChange,
  type IndexedDocument,
  type KeptVectors,
  type SourceProblem,
} from '@salesagent/retrieval';
import { CliError, EXIT, usageError } from '../exit-codes';
import { homeFolder, type Surroundings } from '../surroundings';

/** A folder that `playbook search` looks through. */
export interface IndexedFolder {
  /** Absolute; the name of its source in the index. */
  folder: string;
  /** A compiled playbook (it has `base/`), else any folder of Markdown. */
  playbook: boolean;
  company: string | null;
  glossary: Glossary;
}

interface KeptFile {
  version: 1;
  folders: IndexedFolder[];
  documents: (Omit<IndexedDocument, 'passages'> & { passages: object[] })[];
  /** By the hash of a text, its vector as base64 of 32-bit floats; absent where there was no model. */
  vectors?: { model: string; of: Record<string, string> };
}

/**
 * What `playbook index` keeps in the home folder, so that a question needs neither a stack nor a database: the same
 * passages and the same ranking as in PostgreSQL, held in memory while a command runs.
 */
export class KeptIndex {
  private constructor(
    private readonly path: string | null,
    readonly store: MemoryStore,
    readonly folders: IndexedFolder[],
  ) {}

  /** Of nothing yet, and kept nowhere. */
  static inMemory(): KeptIndex {
    return new KeptIndex(null, new MemoryStore(), []);
  }

  static async open(surroundings: Surroundings): Promise<KeptIndex> {
    const path = join(homeFolder(surroundings), 'playbook-index.json');
    const index = new KeptIndex(path, new MemoryStore(), []);
    if (!existsSync(path)) return index;
    const kept = parseKept(path);
    index.folders.push(...kept.folders);
    for (const { folder } of kept.folders) {
      const documents = kept.documents.filter((d) => d.source === folder).map(withImpacts);
      await index.store.replace(folder, documents, []);
    }
    if (kept.vectors) {
      const vectors = Object.entries(kept.vectors.of).map(([hash, text]) => [hash, vectorOf(text)] as const);
      await index.store.putVectors(kept.vectors.model, new Map(vectors));
    }
    return index;
  }

  /** Indexes a folder, or brings it up to date. */
  async add(folder: string, company: string | null): Promise<IndexChange> {
    const { source, indexed, problems } = sourceOf(folder, company);
    const change = await indexSource(this.store, source);
    const at = this.folders.findIndex((held) => held.folder === folder);
    this.folders.splice(at < 0 ? this.folders.length : at, at < 0 ? 0 : 1, indexed);
    return { ...change, problems: [...problems, ...change.problems] };
  }

  /** Takes a folder out; false when it was not in. */
  async forget(folder: string): Promise<boolean> {
    const at = this.folders.findIndex((held) => held.folder === folder);
    if (at < 0) return false;
    this.folders.splice(at, 1);
    const held = await this.store.indexed(folder);
    await this.store.replace(folder, [], [...held.keys()]);
    return true;
  }

  /** Words of the trade of every folder; a later folder's say on a term counts. */
  get glossary(): Glossary {
    return Object.assign({}, ...this.folders.map(({ glossary }) => glossary)) as Glossary;
  }

  /** Whole or not at all: a reader never meets half a file. */
  save(): void {
    if (this.path === null) return;
    mkdirSync(resolve(this.path, '..'), { recursive: true });
    const next = `${this.path}.${process.pid}.tmp`;
    const file = openSync(next, 'w', 0o600);
    try {
      const documents = this.store.all().map(asKept);
      const vectors = this.store.vectors;
      const kept = {
        version: 1,
        folders: this.folders,
        documents,
        ...(vectors ? { vectors: keptVectors(vectors) } : {}),
      };
      writeSync(file, JSON.stringify(kept));
    } finally {
      closeSync(file);
    }
    renameSync(next, this.path);
  }
}

/** The glossary of a playbooks folder alone, for questions to folders that have none; empty where there is none. */
export function glossaryIn(playbooks: string): Glossary {
  const path = join(playbooks, 'base/glossary.yaml');
  if (!existsSync(path)) return {};
  const read = glossarySchema.safeParse(parse(readFileSync(path, 'utf8')));
  return read.success ? read.data : {};
}

interface ReadFolder {
  source: DocumentSource;
  indexed: IndexedFolder;
  problems: readonly SourceProblem[];
}

function sourceOf(folder: string, company: string | null): ReadFolder {
  const playbook = existsSync(join(folder, 'base'));
  if (!playbook) {
    const source = markdownFolder(folder, folder);
    return { source, indexed: { folder, playbook, company: null, glossary: {} }, problems: [] };
  }
  if (company !== null && !existsSync(join(folder, 'companies', company))) {
    throw usageError(
      `There is no company ${company} in ${basename(folder)}/companies.`,
      'Leave --company out for the base playbook, or give the slug of a folder there.',
    );
  }
  // A rule that does not fit its code is no reason not to find what the text says; it is named like any other problem.
  const { playbook: compiled, problems } = tryCompile(folder, company === null ? {} : { company });
  const data = compiled.data('glossary');
  const glossary = data ? dataOf(data, glossarySchema) : {};
  const source = { ...playbookSource(compiled, company), name: folder };
  return { source, indexed: { folder, playbook, company, glossary }, problems };
}

const asKept = (document: IndexedDocument): object => ({
  ...document,
  passages: document.passages.map((passage) => ({ ...passage, impacts: Object.fromEntries(passage.impacts) })),
});

function withImpacts(kept: KeptFile['documents'][number]): IndexedDocument {
  const passages = kept.passages.map((passage) => {
    const { impacts, ...rest } = passage as IndexedDocument['passages'][number];
    return {
      ...rest,
      textHash: textHash(embeddedText(kept.title, rest)), // an index of before there were vectors has none
      impacts: new Map(Object.entries(impacts as unknown as Record<string, number>)),
    };
  });
  return { ...kept, passages };
}

const keptVectors = ({ model, vectors }: KeptVectors): KeptFile['vectors'] => ({
  model,
  of: Object.fromEntries([...vectors].map(([hash, vector]) => [hash, base64Of(vector)])),
});
const base64Of = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');
/** Copied, since floats must begin at a multiple of four bytes and a buffer does so only by chance. */
const vectorOf = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

function parseKept(path: string): KeptFile {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as KeptFile;
    if (kept.version === 1 && Array.isArray(kept.folders) && Array.isArray(kept.documents)) return kept;
  } catch {
    // Said below, with the remedy.
  }
  throw new CliError(
    EXIT.failed,
    `${path} is not an index of passages.`,
    'Delete it and run `salesagent playbook index` again.',
    'index-unreadable',
  );
}
