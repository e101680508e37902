import type { Pool, PoolClient } from 'pg';
import { embedPassages } from '../embedding/embed-passages';
import type { Embedder } from '../embedding/embedder';
import type { IndexChange } from '../indexing';
import type { PassageStore } from '../store';
import type { OpenedVectorIndex } from '../vector-index/open-vector-index';
import { VectorIndexedStore } from '../vector-index/vector-indexed-store';
import { keepSource, noteFailure, type KeptSource } from './kept-source';
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
  /** Why others have none; null where all have, or none are made. */
  notEmbedded: string | null;
  /** Somebody asked for another look before every text had its vector. */
  interrupted: boolean;
}

/** Whoever holds it keeps the passages of this database; it goes with the connection. */
const TURN = `hashtextextended('passages are kept', 0)`;

/**
 * Keeps the passages of a running stack up to date with their sources. Any number of processes may; one at a time does.
 */
export class PassagesKeeper {
  readonly store: PassageStore;
  private wanted = false;

  constructor(private readonly parts: KeeperParts) {
    this.store = passagesStore(parts.pool, parts.vectors);
  }

  /** The look that is under way leaves what is left of the vectors to the next, so that a change is searched soon. */
  hurry(): void {
    this.wanted = true;
  }

  /**
   * Looks once: what changed is indexed, what is gone is removed, what has no vector gets one. A source that cannot be
   * looked at stays as it was indexed, and hinders no other.
   *
   * @param onLooked told when the sources are indexed, before what takes long: making vectors
   * @returns null where another process is looking just now
   */
  async look(onLooked: () => void = () => undefined): Promise<Look | null> {
    const client = await this.parts.pool.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${TURN}) as mine`);
      return rows[0]?.mine ? await this.inTurn(client, onLooked) : null;
    } finally {
      client.release();
    }
  }

  private async inTurn(client: PoolClient, onLooked: () => void): Promise<Look> {
    this.wanted = false;
    try {
      const looked = await this.lookAtSources();
      onLooked();
      return { ...looked, ...(await this.embed()) };
    } finally {
      // A connection that is gone has given the turn back already.
      await client.query(`select pg_advisory_unlock(${TURN})`).catch(() => undefined);
    }
  }

  private async lookAtSources(): Promise<Pick<Look, 'changes' | 'failures'>> {
    const { pool, sources } = this.parts;
    const looked: Pick<Look, 'changes' | 'failures'> = { changes: [], failures: [] };
    for (const kept of await sources()) {
      const [source, { place }] = [kept.source.name, kept];
      try {
        looked.changes.push({ source, place, change: await keepSource(pool, this.store, kept) });
      } catch (error) {
        const failure = `${place} cannot be looked at: ${messageOf(error)}`;
        looked.failures.push({ source, failure });
        await noteFailure(pool, kept, failure);
      }
    }
    return looked;
  }

  private async embed(): Promise<Pick<Look, 'embedded' | 'notEmbedded' | 'interrupted'>> {
    const { pool, embedder, noEmbedder } = this.parts;
    let [embedded, failure]: [number, string | null] = [0, noEmbedder];
    if (embedder) {
      try {
        await embedPassages(this.store, embedder, (done) => {
          embedded = done;
          return !this.wanted;
        });
      } catch (error) {
        failure = messageOf(error);
      }
    }
    if (this.store instanceof VectorIndexedStore) failure ??= this.store.lag;
    await pool.query(EMBEDDING, [embedder?.model ?? null, failure]);
    return { embedded, notEmbedded: failure, interrupted: this.wanted };
  }
}

const EMBEDDING = `
  insert into retrieval_embedding (model, failure) values ($1, $2)
  on conflict (singleton) do update set model = excluded.model, failure = excluded.failure`;

/** Also of errors that were made in another realm, as those of files are. */
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
