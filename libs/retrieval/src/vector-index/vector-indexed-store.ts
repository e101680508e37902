import type { Pool } from 'pg';
import type { LanguageIndex } from '../searching/language-index';
import type {
  Candidate,
  CandidateQuery,
  Frequencies,
  PassageKey,
  PassageStore,
  StoredPassage,
  UnembeddedText,
} from '../store';
import { PostgresStore } from '../stores/postgres-store';
import type { IndexedDocument } from '../weights';
import { AskedSoon } from './asked-soon';
import { passageKey } from './point';
import { VectorIndexError, type VectorIndex } from './port';
import { VectorIndexSync, type IndexedPoints } from './vector-index-sync';

const FORBIDDEN = '42501';
/** Vectors that are kept before the index follows: it is compared as a whole each time. */
const FOLLOWED_TOGETHER = 5_000;

export interface VectorIndexedOptions {
  /** Of the index, for its state in PostgreSQL and for messages: the same for every process that uses it, no secret. */
  name: string;
  /** Told when a change was kept, but the index could not follow: words answer until it has. */
  onBehind?: (error: VectorIndexError) => void;
}

/**
 * Passages in PostgreSQL, searched there by words, and by vector in an index elsewhere, which follows every change. Where it
 * does not, or has lost something, or nobody answers there, words answer alone and the answer says why. No process keeps
 * vectors in memory. Needs `RETRIEVAL_TABLES` and `VECTOR_INDEX_TABLES`.
 */
export class VectorIndexedStore implements PassageStore {
  private readonly kept: PostgresStore;
  private readonly following: VectorIndexSync;
  private readonly asked: AskedSoon;
  private behind: VectorIndexError | null = null;
  /** Vectors that were kept since the index last followed. */
  private ahead = 0;

  constructor(
    pool: Pool,
    index: VectorIndex,
    private readonly options: VectorIndexedOptions,
  ) {
    this.kept = new PostgresStore(pool, 'left out');
    this.following = new VectorIndexSync(pool, index, options.name);
    this.asked = new AskedSoon(index, options.name);
  }

  /** Why the index could not follow the last change made here, or did not answer since; null when it did. */
  get lag(): string | null {
    return this.behind?.message ?? null;
  }

  /** Somebody wants to know now: what comes next asks the index for all that it holds, also where it failed just now. */
  doubt(): void {
    this.asked.answers();
    this.following.doubt();
  }

  indexed(source: string): Promise<ReadonlyMap<string, string>> {
    return this.kept.indexed(source);
  }

  async replace(source: string, put: readonly IndexedDocument[], remove: readonly string[]): Promise<void> {
    await this.kept.replace(source, put, remove);
    await this.follow();
  }

  async unembedded(model: string, limit: number): Promise<UnembeddedText[]> {
    const texts = await this.kept.unembedded(model, limit);
    // So ends every indexing, with or without a change: what the index missed or lost is brought back then.
    if (texts.length === 0) await this.follow();
    return texts;
  }

  async putVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    await this.kept.putVectors(model, vectors);
    this.ahead += vectors.size;
    if (this.ahead >= FOLLOWED_TOGETHER || (await this.kept.unembedded(model, 1)).length === 0) await this.follow();
  }

  /**
   * Brings the index to what PostgreSQL says; `anew` asks it for all that it holds, and mends what was changed behind our
   * back.
   *
   * @throws VectorIndexError as the index does
   */
  async sync(options: { anew?: boolean } = {}): Promise<IndexedPoints> {
    const done = await this.following.run(options);
    this.behind = null;
    this.asked.answers();
    return done;
  }

  async frequencies(language: string, terms: readonly string[], model: string | null): Promise<Frequencies> {
    // The state first: passages that are older than what the index shows would be taken for complete.
    const state = model === null ? null : await this.following.state();
    const { version, index } = await this.kept.current(language);
    const found = { ...(await this.kept.frequencies(language, terms, null)), passages: index.size };
    if (state === null) return found;
    if (state.version === version && state.model === model) {
      return { ...found, withVector: state.passages[language] ?? 0 };
    }
    if (state.version === version) return { ...found, ...(state.model === null ? {} : { vectorsOf: state.model }) };
    const because = this.behind ? `: ${this.behind.message}` : '';
    return { ...found, vectorsLack: `the vectors in ${this.options.name} are not yet complete${because}` };
  }

  async candidates(query: CandidateQuery): Promise<Candidate[]> {
    const { version, index: words } = await this.kept.current(query.language);
    const { vector, ...byWords } = query;
    const found = words.candidates(byWords);
    if (!vector) return found;
    const { model, values } = vector;
    const { language, filter, limit } = query;
    // The index does not know what is confidential: so many more are asked for that none of them takes another's place.
    const { forModel: _, ...forPeople } = filter;
    const keptBack = words.admittedBy(forPeople) - words.admittedBy(filter);
    const near = await this.asked.nearest({ model, values, language, filter, limit: limit + keptBack });
    const nearest = words.candidatesOf(query, near).slice(0, limit);
    const isNear = new Set(nearest.map(passageKey));
    const others = found.filter((candidate) => !isNear.has(passageKey(candidate)));
    const compared = await this.asked.similarities(model, values, others);
    const cosines = new Map(compared.map((one) => [passageKey(one), one.similarity]));
    const lacks =
      others.some((candidate) => !cosines.has(passageKey(candidate))) ||
      near.length < Math.min(limit, words.admittedBy(filter));
    if (lacks) await this.mayLack(model, version, words, language);
    return [
      ...nearest,
      ...others.map((candidate) => ({ ...candidate, similarity: cosines.get(passageKey(candidate)) ?? null })),
    ];
  }

  passages(keys: readonly PassageKey[]): Promise<StoredPassage[]> {
    return this.kept.passages(keys);
  }

  neighbours(source: string, passageId: string, radius: number): Promise<StoredPassage[]> {
    return this.kept.neighbours(source, passageId, radius);
  }

  /** A change that was kept is made, whether or not the index can follow it. */
  private async follow(): Promise<void> {
    this.ahead = 0;
    try {
      await this.sync();
    } catch (error) {
      if (!(error instanceof VectorIndexError)) throw error;
      this.behind = error;
      this.options.onBehind?.(error);
    }
  }

  /** @throws VectorIndexError where the index should hold all of these passages, as far as anybody knows */
  private async mayLack(model: string, version: bigint, words: LanguageIndex, language: string): Promise<void> {
    const state = await this.following.state();
    if (state.model !== model || state.version !== version || state.passages[language] !== words.size) return;
    // Who may only read cannot note it; the one who keeps the passages finds out by itself.
    await this.following.mistrust().catch((error: { code?: string }) => {
      if (error.code !== FORBIDDEN) throw error;
    });
    const remedy = '`salesagent playbook index --stack` brings them back; by itself it is noticed within an hour.';
    throw new VectorIndexError('invalid', `${this.options.name} has lost vectors that it held. ${remedy}`);
  }
}
