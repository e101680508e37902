import { admits } from '../passage';
import type { Candidate, CandidateQuery, Frequencies, PassageStore, StoredPassage } from '../store';
import { documentImpact, type Impacts, type IndexedDocument } from '../weights';

interface Posting {
  document: IndexedDocument;
  ordinal: number;
  impact: number;
}

/** Passages in the memory of one process: for a folder that is asked without a database. */
export class MemoryStore implements PassageStore {
  private readonly documents = new Map<string, IndexedDocument>();
  /** By language and term; made when first asked for after a change. */
  private postings: Map<string, Posting[]> | null = null;

  /** Everything held, for keeping it in a file. */
  all(): IndexedDocument[] {
    return [...this.documents.values()];
  }

  indexed(source: string): Promise<ReadonlyMap<string, string>> {
    const held = this.all().filter((document) => document.source === source);
    return Promise.resolve(new Map(held.map(({ id, hash }) => [id, hash])));
  }

  replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void> {
    for (const id of remove) this.documents.delete(keyOf(source, id));
    for (const document of put) this.documents.set(keyOf(source, document.id), { ...document, source });
    this.postings = null;
    return Promise.resolve();
  }

  frequencies(language: string, terms: readonly string[]): Promise<Frequencies> {
    const passages = this.all()
      .filter((document) => document.language === language)
      .reduce((sum, document) => sum + document.passages.length, 0);
    const counted = terms.map((term) => [term, this.postingsOf(language, term).length] as const);
    return Promise.resolve({ passages, withTerm: new Map(counted.filter(([, count]) => count > 0)) });
  }

  candidates({ language, weights, documentShare, filter, limit }: CandidateQuery): Promise<Candidate[]> {
    const byDocument = new Map<IndexedDocument, Map<number, Map<string, number>>>();
    for (const term of weights.keys()) {
      for (const { document, ordinal, impact } of this.postingsOf(language, term)) {
        if (!admits(filter, document)) continue;
        const passages = entry(byDocument, document, () => new Map<number, Map<string, number>>());
        entry(passages, ordinal, () => new Map<string, number>()).set(term, impact);
      }
    }
    const scored = [...byDocument].flatMap(([document, passages]) => {
      const documentImpacts = together([...passages.values()]);
      const share = documentShare * score(documentImpacts, weights);
      return [...passages].map(([ordinal, impacts]) => ({
        score: score(impacts, weights) + share,
        candidate: { passage: stored(document, ordinal), impacts, documentImpacts },
      }));
    });
    scored.sort((a, b) => b.score - a.score || byName(a.candidate.passage, b.candidate.passage));
    return Promise.resolve(scored.slice(0, limit).map(({ candidate }) => candidate));
  }

  neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]> {
    const document = this.all().find((d) => d.source === source && d.passages.some(({ id }) => id === passageId));
    if (!document) return Promise.resolve([]);
    const at = document.passages.findIndex(({ id }) => id === passageId);
    const near = document.passages.map((_, ordinal) => ordinal).filter((o) => o !== at && Math.abs(o - at) <= radius);
    return Promise.resolve(near.map((ordinal) => stored(document, ordinal)));
  }

  private postingsOf(language: string, term: string): readonly Posting[] {
    this.postings ??= postingsOf(this.all());
    return this.postings.get(keyOf(language, term)) ?? [];
  }
}

const keyOf = (first: string, second: string): string => `${first}\0${second}`;

function postingsOf(documents: readonly IndexedDocument[]): Map<string, Posting[]> {
  const postings = new Map<string, Posting[]>();
  for (const document of documents) {
    document.passages.forEach(({ impacts }, ordinal) => {
      for (const [term, impact] of impacts) {
        entry(postings, keyOf(document.language, term), () => [] as Posting[]).push({ document, ordinal, impact });
      }
    });
  }
  return postings;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const held = map.get(key) ?? make();
  map.set(key, held);
  return held;
}

function together(passages: readonly Impacts[]): Impacts {
  const sums = new Map<string, number>();
  for (const impacts of passages) for (const [term, impact] of impacts) sums.set(term, (sums.get(term) ?? 0) + impact);
  return new Map([...sums].map(([term, sum]) => [term, documentImpact(sum)]));
}

const score = (impacts: Impacts, weights: ReadonlyMap<string, number>): number =>
  [...impacts].reduce((sum, [term, impact]) => sum + impact * (weights.get(term) ?? 0), 0);

const byName = (a: StoredPassage, b: StoredPassage): number =>
  compare(a.document.source, b.document.source) || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function stored({ passages, ...document }: IndexedDocument, ordinal: number): StoredPassage {
  const { impacts: _impacts, ...passage } = passages[ordinal]!;
  return { ...passage, ordinal, document };
}
