import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { dataOf, glossarySchema, tryCompile, type Glossary } from '@salesagent/playbook';
import {
  documentFolder,
  embedPassages,
  indexSource,
  MemoryStore,
  playbookSource,
  type DocumentSource,
  type Embedder,
  type IndexChange,
  type SourceProblem,
} from '@salesagent/retrieval';
import { usageError } from '../exit-codes';
import { homeFolder, type Surroundings } from '../surroundings';
import { IndexFiles, type IndexedFolder } from './index-files';
import { VectorFile } from './vector-file';

/**
 * What `playbook index` keeps in the home folder, so that a question needs neither a stack nor a database: the same
 * passages and the same ranking as in PostgreSQL, held in memory while a command runs. Each folder has a file of its
 * own, so that two commands at once never write the same one.
 */
export class KeptIndex {
  private readonly touched = new Set<string>();

  private constructor(
    private readonly files: IndexFiles | null,
    private readonly vectors: VectorFile | null,
    readonly store: MemoryStore,
    readonly folders: IndexedFolder[],
  ) {}

  /** Of nothing yet, and kept nowhere. */
  static inMemory(): KeptIndex {
    return new KeptIndex(null, null, new MemoryStore(), []);
  }

  /** @throws CliError naming a file that is no index of passages */
  static async open(surroundings: Surroundings): Promise<KeptIndex> {
    const home = homeFolder(surroundings);
    const vectors = new VectorFile(join(home, 'playbook-vectors.json'));
    const files = new IndexFiles(join(home, 'playbook-index'));
    const index = new KeptIndex(files, vectors, new MemoryStore(), []);
    for (const { documents, ...indexed } of files.read()) {
      index.folders.push(indexed);
      await index.store.replace(indexed.folder, documents, []);
    }
    const kept = vectors.read();
    if (kept) await index.store.putVectors(kept.model, kept.vectors);
    return index;
  }

  /** Indexes a folder, or brings it up to date. */
  async add(folder: string, company: string | null): Promise<IndexChange> {
    const at = this.folders.findIndex((held) => held.folder === folder);
    const before = this.folders[at];
    const { source, indexed, problems } = sourceOf(folder, company, before?.since ?? new Date().toISOString());
    const change = await indexSource(this.store, source);
    this.folders.splice(at < 0 ? this.folders.length : at, at < 0 ? 0 : 1, indexed);
    const asBefore = change.added + change.changed + change.removed === 0 && isDeepStrictEqual(before, indexed);
    if (!asBefore) this.touched.add(folder);
    return { ...change, problems: [...problems, ...change.problems] };
  }

  /** Takes a folder out; false when it was not in. */
  async forget(folder: string): Promise<boolean> {
    const at = this.folders.findIndex((held) => held.folder === folder);
    if (at < 0) return false;
    this.folders.splice(at, 1);
    const held = await this.store.indexed(folder);
    await this.store.replace(folder, [], [...held.keys()]);
    this.touched.add(folder);
    return true;
  }

  /** Makes the vectors that are missing and keeps them. @returns how many */
  async embed(embedder: Embedder, onProgress: (done: number) => void = () => undefined): Promise<number> {
    const made = await embedPassages(this.store, embedder, onProgress);
    if (made > 0 && this.store.vectors) this.vectors?.write(this.store.vectors);
    return made;
  }

  /** Words of the trade of every folder; a later folder's say on a term counts. */
  get glossary(): Glossary {
    return Object.assign({}, ...this.folders.map(({ glossary }) => glossary)) as Glossary;
  }

  /** Keeps the folders that were added or forgotten; what another command does to other folders stays as it is. */
  save(): void {
    for (const folder of this.touched) {
      const indexed = this.folders.find((held) => held.folder === folder);
      const documents = this.store.all().filter(({ source }) => source === folder);
      if (indexed) this.files?.write({ ...indexed, documents });
      else this.files?.remove(folder);
    }
    this.touched.clear();
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

function sourceOf(folder: string, company: string | null, since: string): ReadFolder {
  const playbook = existsSync(join(folder, 'base'));
  if (!playbook) {
    const source = documentFolder(folder, folder);
    return { source, indexed: { folder, since, playbook, company: null, glossary: {} }, problems: [] };
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
  return { source, indexed: { folder, since, playbook, company, glossary }, problems };
}
