import type { DocumentSource, SourceProblem } from './sources/source';
import type { PassageStore } from './store';
import { weighDocument } from './weights';

export interface IndexChange {
  /** Documents by what became of them. */
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Passages indexed now, those of unchanged documents left out. */
  passages: number;
  problems: SourceProblem[];
}

/** Brings a store up to date with a source: only documents whose hash differs are cut and weighed. */
export async function indexSource(store: PassageStore, source: DocumentSource): Promise<IndexChange> {
  const held = await store.indexed(source.name);
  const entries = source.entries();
  const there = new Set(entries.map(({ id }) => id));
  const different = entries.filter(({ id, hash }) => held.get(id) !== hash);
  const removed = [...held.keys()].filter((id) => !there.has(id));
  const loaded = different.map((entry) => entry.load());
  if (different.length > 0 || removed.length > 0) {
    await store.replace(
      source.name,
      loaded.map(({ document }) => weighDocument(document)),
      removed,
    );
  }
  const changed = different.filter(({ id }) => held.has(id)).length;
  return {
    added: different.length - changed,
    changed,
    removed: removed.length,
    unchanged: entries.length - different.length,
    passages: loaded.reduce((sum, { document }) => sum + document.passages.length, 0),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}
