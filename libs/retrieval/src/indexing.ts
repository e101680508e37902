import type { DocumentSource, SourceEntry, SourceProblem } from './sources/source';
import { putLot, type Refused } from './put-lot';
import type { PassageStore } from './store';
import { weighDocument, type IndexedDocument } from './weights';

export interface IndexChange {
  /** Documents by what became of them. */
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Files that could not be read, and are not in it, or only as they were before. */
  unreadable: number;
  /** Passages indexed now, those of unchanged documents left out. */
  passages: number;
  problems: SourceProblem[];
  /** Documents that differ and were left for the next time, since something else is wanted first. */
  left: number;
}

/**
 * What became of a document: `unreadable` is so as long as it is the same; `failed` may pass, and what was indexed of it
 * stays.
 */
export type Outcome = 'indexed' | 'unreadable' | 'failed';

export interface IndexOptions {
  /** A document that was tried now, and what was wrong with it. */
  onRead?: (entry: SourceEntry, problems: SourceProblem[], outcome: Outcome) => void;
  /** Documents that are there and not to be tried now: what is indexed of them stays. */
  leave?: (entry: SourceEntry) => boolean;
  /** Asked after each document: whether the rest is to be left for the next time. */
  enough?: () => Promise<boolean> | boolean;
}

/** What is put at once: it is searched when it is in, and what is lost when something goes wrong. */
const LOT = { documents: 50, characters: 4_000_000 };

/**
 * Brings a store up to date with a source: only documents whose hash differs are cut and weighed. They go in by lots, so
 * that it may be broken off and goes on where it was; what is no longer there goes out with the last.
 */
export async function indexSource(
  store: PassageStore,
  source: DocumentSource,
  { onRead = () => undefined, leave = () => false, enough = () => false }: IndexOptions = {},
): Promise<IndexChange> {
  const held = await store.indexed(source.name);
  const entries = await source.entries();
  const there = new Map(entries.map((entry) => [entry.id, entry]));
  const different = entries.filter((entry) => held.get(entry.id) !== entry.hash && !leave(entry));
  const problems: SourceProblem[] = [];
  const put = new Map<string, number>();
  const unreadable = new Set<string>();
  let [failed, tried] = [0, 0];
  const tell = (entry: SourceEntry, told: SourceProblem[], outcome: Outcome): void => {
    problems.push(...told);
    onRead(entry, told, outcome);
    if (outcome === 'unreadable') unreadable.add(entry.id);
    if (outcome === 'failed') failed += 1;
  };
  let lot: IndexedDocument[] = [];
  const putWhatWasRead = async (remove: readonly string[] = []): Promise<void> => {
    const refused = await putLot(store, source.name, lot, remove);
    for (const { id, passages } of lot) put.set(id, passages.length);
    for (const one of refused) {
      put.delete(one.document.id);
      tell(there.get(one.document.id)!, [problemOfRefused(one)], 'unreadable');
    }
    lot = [];
  };
  // One after the other: a document is large while it is read.
  for (const entry of different) {
    const loaded = await tryToLoad(entry);
    if (loaded.outcome === 'failed' && (await enough())) break; // ended together with what ends this
    tried += 1;
    tell(entry, loaded.problems, loaded.outcome);
    if (loaded.document) lot.push(weighDocument(loaded.document));
    if (lot.length >= LOT.documents || charactersOf(lot) >= LOT.characters) await putWhatWasRead();
    await new Promise(setImmediate); // a process that serves others goes on between two documents
    if (await enough()) break;
  }
  // What a file said before nobody could read it any more is not what it says.
  const removed = [...held.keys()].filter((id) => !there.has(id) || unreadable.has(id));
  await putWhatWasRead(removed);
  const gone = [...held.keys()].filter((id) => !there.has(id) || unreadable.has(id)).length;
  const changed = [...put.keys()].filter((id) => held.has(id)).length;
  return {
    ...{ added: put.size - changed, changed, removed: gone, unchanged: entries.length - different.length },
    ...{ unreadable: unreadable.size + failed, problems, left: different.length - tried },
    passages: [...put.values()].reduce((sum, passages) => sum + passages, 0),
  };
}

type Tried = { document: Parameters<typeof weighDocument>[0] | null; problems: SourceProblem[]; outcome: Outcome };

/** What `load` throws is no word about the document: it may be read the next time. */
async function tryToLoad(entry: SourceEntry): Promise<Tried> {
  try {
    const { document, problems } = await entry.load();
    return { document, problems, outcome: document ? 'indexed' : 'unreadable' };
  } catch (error) {
    const { file = entry.id, problem = firstLineOf(error) } = error as { file?: string; problem?: string };
    const message = `${problem}: what was indexed of it before stays`;
    const suggestion = 'It is tried again the next time.';
    return { document: null, problems: [{ file, line: 1, message, suggestion }], outcome: 'failed' };
  }
}

const problemOfRefused = ({ document, why }: Refused): SourceProblem => ({
  ...{ file: document.file, line: 1, message: `cannot be kept (${why}): it is not indexed` },
  suggestion: 'Copy what it says into a new file and give that.',
});

const charactersOf = (lot: readonly IndexedDocument[]): number =>
  lot.reduce((sum, { passages }) => passages.reduce((all, { text }) => all + text.length, sum), 0);

const firstLineOf = (error: unknown): string =>
  String((error as { message?: unknown } | null)?.message ?? error).split('\n')[0]!;
