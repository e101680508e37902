import type { DocumentSource, SourceEntry, SourceProblem } from './sources/source';
import type { PassageStore } from './store';
import { weighDocument, type IndexedDocument } from './weights';

export interface IndexChange {
  /** Documents by what became of them. */
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Files that could not be read, and are not in it. */
  unreadable: number;
  /** Passages indexed now, those of unchanged documents left out. */
  passages: number;
  problems: SourceProblem[];
}

/** A document that was cut now: its id, and what was wrong with it. */
export type OnRead = (entry: SourceEntry, problems: SourceProblem[], readable: boolean) => void;

/** Brings a store up to date with a source: only documents whose hash differs are cut and weighed. */
export async function indexSource(
  store: PassageStore,
  source: DocumentSource,
  onRead: OnRead = () => undefined,
): Promise<IndexChange> {
  const held = await store.indexed(source.name);
  const entries = await source.entries();
  const there = new Set(entries.map(({ id }) => id));
  const different = entries.filter(({ id, hash }) => held.get(id) !== hash);
  const documents: IndexedDocument[] = [];
  const unreadable = new Set<string>();
  const problems: SourceProblem[] = [];
  // One after the other: a document is large while it is read.
  for (const entry of different) {
    const loaded = await entry.load();
    problems.push(...loaded.problems);
    onRead(entry, loaded.problems, loaded.document !== null);
    if (loaded.document) documents.push(weighDocument(loaded.document));
    else unreadable.add(entry.id);
    await new Promise(setImmediate); // a process that serves others goes on between two documents
  }
  // What a file said before nobody could read it any more is not what it says.
  const removed = [...held.keys()].filter((id) => !there.has(id) || unreadable.has(id));
  if (documents.length > 0 || removed.length > 0) {
    await store.replace(source.name, documents, removed);
  }
  const changed = documents.filter(({ id }) => held.has(id)).length;
  return {
    ...{ added: documents.length - changed, changed, removed: removed.length },
    ...{ unchanged: entries.length - different.length, unreadable: unreadable.size },
    passages: documents.reduce((sum, { passages }) => sum + passages.length, 0),
    problems,
  };
}
