import type { Pool, PoolClient } from 'pg';
import { embedPassages } from '../embedding/embed-passages';
import type { Embedder } from '../embedding/embedder';
import type { IndexChange } from '../indexing';
import type { PassageStore } from '../store';
import type { OpenedVectorIndex } from '../vector-index/open-vector-index';
import { VectorIndexedStore } from '../vector-index/vector-indexed-store';
import { keepSource, noteFailure, type KeptSource, type LookOptions } from './kept-source';
import { LookWish } from './look-wish';
import { passagesStore } from './passages-store';

export interface KeeperParts {
  /** `passagesPool` with room for two connections and more: one holds the turn while the others write. */
  pool: Pool;
  /** What is to be searched, as it is now. A source that cannot be had is told by the one that cannot. */
  sources: () => Promise<KeptSource[]>;
  /** Makes the vectors of passages; null: words alone. */
  embedder: Embedder | null;
  /** Why there is none, or null. */
  noEmbedder: string | null;
  /** Store that searches the vectors, the same as the readers have; without one, each process does. Closed by the caller. */
  vectors?: OpenedVectorIndex | null;
}

/** What one look at the sources did. */
export interface Look {
  changes: { source: string; place: string; change: IndexChange }[];
  /** Sources that could not be looked at, and why. */
  failures: { source: string; failure: string }[];
  /** Texts that were given vectors. */
  embedded: number;
  /** Of these, passages of which only the beginning was taken, in words. */
  shortened: string[];
  /** Why others have none; null where all have, or none are made. */
  notEmbedded: string | null;
  /** Somebody wanted another look before this one was done with every document and vector. */
  interrupted: boolean;
}

/** Whoever holds it keeps the passages of this database; it goes with the connection. */
const TURN = `hashtextextended('passages are kept', 0)`;

/**
 * Keeps the passages of a running stack up to date with their sources. Any number of processes may; one at a time does.
 */
export class PassagesKeeper {
  readonly store: PassageStore;
  private readonly wish: LookWish;

  constructor(private readonly parts: KeeperParts) {
    this.store = passagesStore(parts.pool, parts.vectors);
    this.wish = new LookWish(parts.pool);
  }

  /**
   * The look that is under way, here or in another process, leaves what is left of documents and vectors to the next, so
   * that a change is searched soon.
   *
   * @returns when every process can know it
   */
  hurry(): Promise<void> {
    return this.wish.tell();
  }

  /** The look that is under way ends soon, and there is no other. What it did stays. */
  stop(): void {
    this.wish.stop();
  }

  /**
   * Looks once: what changed is indexed, what is gone is removed, what has no vector gets one. A source that cannot be
   * looked at stays as it was indexed, and hinders no other.
   *
   * @param onLooked told when the sources are indexed, before what takes long: making vectors
   * @param anew somebody asks: also documents that failed so often that they wait for a change, a server of vectors that is
   *   left in peace for a while, and a store of vectors as if nothing were known of it
   * @returns null where another process is looking just now
   */
  async look(onLooked: () => unknown = () => undefined, anew = false): Promise<Look | null> {
    if (this.wish.stopped) return null;
    const client = await this.parts.pool.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${TURN}) as mine`);
      return rows[0]?.mine ? await this.inTurn(client, onLooked, anew) : null;
    } finally {
      client.release();
    }
  }

  private async inTurn(client: PoolClient, onLooked: () => unknown, anew: boolean): Promise<Look> {
    if (anew) this.forgive();
    try {
      await this.wish.begin(client);
      const looked = await this.lookAtSources({ heldToo: anew, enough: () => this.wish.ask(client) });
      if (this.wish.wanted) return { ...looked, ...NOT_EMBEDDED };
      await onLooked();
      return { ...looked, ...(await this.embed(client)) };
    } finally {
      // A connection that is gone has given the turn back already.
      await client.query(`select pg_advisory_unlock(${TURN})`).catch(() => undefined);
    }
  }

  private async lookAtSources(options: LookOptions): Promise<Pick<Look, 'changes' | 'failures'>> {
    const { pool, sources } = this.parts;
    const looked: Pick<Look, 'changes' | 'failures'> = { changes: [], failures: [] };
    for (const kept of await sources()) {
      if (this.wish.wanted) break;
      const [source, { place }] = [kept.source.name, kept];
      try {
        looked.changes.push({ source, place, change: await keepSource(pool, this.store, kept, options) });
      } catch (error) {
        if (this.wish.stopped) break; // what was closed meanwhile is no failure of the source
        const failure = `${place} cannot be looked at: ${messageOf(error)}`;
        looked.failures.push({ source, failure });
        await noteFailure(pool, kept, failure);
      }
    }
    return looked;
  }

  /** What was given up for a while is tried now. */
  private forgive(): void {
    this.parts.embedder?.rest?.end();
    if (this.store instanceof VectorIndexedStore) this.store.doubt();
  }

  private async embed(client: PoolClient): Promise<Omit<Look, 'changes' | 'failures'>> {
    const shortened: string[] = [];
    const { pool, embedder, noEmbedder } = this.parts;
    let [embedded, failure]: [number, string | null] = [0, noEmbedder];
    let asked: Promise<unknown> = Promise.resolve();
    if (embedder) {
      try {
        const onProgress = (done: number): boolean => {
          embedded = done;
          // What another process wants is heard while the next lot is made.
          asked = asked.then(() => this.wish.ask(client));
          return !this.wish.wanted;
        };
        await embedPassages(this.store, embedder, onProgress, (told) => shortened.push(told));
      } catch (error) {
        failure = messageOf(error);
      }
    }
    await asked;
    if (this.wish.stopped) return { ...NOT_EMBEDDED, embedded, shortened };
    if (this.store instanceof VectorIndexedStore) failure ??= this.store.lag;
    await pool.query(EMBEDDING, [embedder?.model ?? null, failure]);
    return { embedded, shortened, notEmbedded: failure, interrupted: this.wish.wanted };
  }
}

const NOT_EMBEDDED = { embedded: 0, shortened: [], notEmbedded: null, interrupted: true };

const EMBEDDING = `
  insert into retrieval_embedding (model, failure) values ($1, $2)
  on conflict (singleton) do update set model = excluded.model, failure = excluded.failure`;

/** Also of errors that were made in another realm, as those of files are. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
