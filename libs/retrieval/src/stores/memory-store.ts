import { embeddedText } from '../embedding/embedded-text';
import { LanguageIndex } from '../searching/language-index';
import { othersThan } from '../searching/others-than';
import { searchedDocument } from '../searching/searched-document';
import type {
  Candidate,
  CandidateQuery,
  Frequencies,
  PassageKey,
  PassageStore,
  StoredPassage,
  UnembeddedText,
} from '../store';
import type { IndexedDocument } from '../weights';

/** The vectors of one model, by the hash of their text. */
export interface KeptVectors {
  model: string;
  vectors: Map<string, Float32Array>;
}

/** Passages in the memory of one process: for a folder that is asked without a database. */
export class MemoryStore implements PassageStore {
  private readonly documents = new Map<string, IndexedDocument>();
  private kept: KeptVectors | null = null;
  /** By language; made when first asked for after a change. */
  private readonly indexes = new Map<string, LanguageIndex>();
  /** Where a passage is, by source and id; made like the indexes. */
  private places: Map<string, [IndexedDocument, number]> | null = null;

  /** Everything held, for keeping it in a file. */
  all(): IndexedDocument[] {
    return [...this.documents.values()];
  }

  get vectors(): KeptVectors | null {
    return this.kept;
  }

  indexed(source: string): Promise<ReadonlyMap<string, string>> {
    const held = this.all().filter((document) => document.source === source);
    return Promise.resolve(new Map(held.map(({ id, hash }) => [id, hash])));
  }

  replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void> {
    for (const id of remove) this.documents.delete(keyOf(source, id));
    for (const document of put) this.documents.set(keyOf(source, document.id), { ...document, source });
    const needed = new Set(this.all().flatMap(({ passages }) => passages.map(({ textHash }) => textHash)));
    for (const hash of this.kept?.vectors.keys() ?? []) if (!needed.has(hash)) this.kept?.vectors.delete(hash);
    this.indexes.clear();
    this.places = null;
    return Promise.resolve();
  }

  unembedded(model: string, limit: number): Promise<UnembeddedText[]> {
    const held = this.kept?.model === model ? this.kept.vectors : new Map<string, Float32Array>();
    const missing = new Map<string, UnembeddedText>();
    for (const { title, passages, confidential } of this.all()) {
      for (const passage of passages) {
        const { id, textHash } = passage;
        const text = embeddedText(title, passage);
        if (!held.has(textHash))
          missing.set(textHash, { textHash, text, passage: id, ...(confidential && { confidential }) });
        if (missing.size === limit) break;
      }
    }
    return Promise.resolve([...missing.values()].slice(0, limit));
  }

  putVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const held = this.kept?.model === model ? this.kept.vectors : [];
    this.kept = { model, vectors: new Map([...held, ...vectors]) };
    this.indexes.clear();
    return Promise.resolve();
  }

  frequencies(language: string, terms: readonly string[], model: string | null): Promise<Frequencies> {
    const index = this.indexOf(language);
    const counted = terms.map((term) => [term, index.holding(term)] as const);
    return Promise.resolve({
      passages: index.size,
      withTerm: new Map(counted.filter(([, count]) => count > 0)),
      withVector: model === null ? 0 : index.withVector(model),
      ...othersThan(model, this.kept ? [this.kept.model] : []),
    });
  }

  candidates(query: CandidateQuery): Promise<Candidate[]> {
    return Promise.resolve(this.indexOf(query.language).candidates(query));
  }

  passages(keys: readonly PassageKey[]): Promise<StoredPassage[]> {
    const found = keys.flatMap(({ source, id }) => {
      const place = this.placeOf(source, id);
      return place ? [stored(...place)] : [];
    });
    return Promise.resolve(found);
  }

  neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]> {
    const place = this.placeOf(source, passageId);
    if (!place) return Promise.resolve([]);
    const [document, at] = place;
    const near = document.passages.map((_, ordinal) => ordinal).filter((o) => o !== at && Math.abs(o - at) <= radius);
    return Promise.resolve(near.map((ordinal) => stored(document, ordinal)));
  }

  private placeOf(source: string, id: string): [IndexedDocument, number] | undefined {
    this.places ??= new Map(
      this.all().flatMap((document) =>
        document.passages.map(
          (passage, at) => [keyOf(document.source, passage.id), [document, at] as [IndexedDocument, number]] as const,
        ),
      ),
    );
    return this.places.get(keyOf(source, id));
  }

  private indexOf(language: string): LanguageIndex {
    const held = this.indexes.get(language);
    if (held) return held;
    const made = new LanguageIndex(
      this.all()
        .filter((d) => d.language === language)
        .map(searchedDocument),
    );
    if (this.kept) made.setVectors(new Map([[this.kept.model, this.kept.vectors]]));
    this.indexes.set(language, made);
    return made;
  }
}

const keyOf = (first: string, second: string): string => `${first}\0${second}`;

function stored({ passages, ...document }: IndexedDocument, ordinal: number): StoredPassage {
  const { impacts: _impacts, textHash: _hash, asked: _asked, ...passage } = passages[ordinal]!;
  return { ...passage, ordinal, document };
}
