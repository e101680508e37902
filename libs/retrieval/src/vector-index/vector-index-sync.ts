import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, withClient } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { readState, UNKNOWN_VERSION, writeState, type IndexState } from './index-state';
import { passagesNow, wantedPoints, withValues, type Wanted } from './indexed-points';
import { passageKey, passageOfKey, pointHash } from './point';
import type { VectorIndex } from './port';

/** Points whose vectors are read and put at once. */
const POINTS_AT_ONCE = 500;
/** How long another process may take before the rest is left to it, ms. */
const PATIENCE = 10_000;
const PAUSE = 100;

export interface IndexedPoints {
  put: number;
  removed: number;
}

/**
 * Brings an index of vectors to what PostgreSQL says: only what differs is put or removed. One process at a time does it;
 * before it touches the index it writes down that what the index holds is not known, so that whatever ends it half way
 * leaves a state in which words answer, and which the next run mends.
 */
export class VectorIndexSync {
  /** What the index holds, as long as nobody else changed it. */
  private known: { revision: bigint; held: Map<string, string> } | null = null;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly index: VectorIndex,
    /** Of the index: the same for every process that uses it. */
    private readonly name: string,
  ) {}

  state(): Promise<IndexState> {
    return readState(this.pool, this.name);
  }

  /** Notes that the index lost something: the next run asks it for all that it holds. */
  async mistrust(): Promise<void> {
    await writeState(this.pool, this.name, { ...(await this.state()), version: UNKNOWN_VERSION });
  }

  /**
   * `anew`: believes nothing, but asks the index for all that it holds.
   *
   * @throws VectorIndexError as the index does; what was done stays, and the next run goes on
   */
  run({ anew = false }: { anew?: boolean } = {}): Promise<IndexedPoints> {
    const turn = this.running.then(() => withClient(this.pool, (client) => this.alone(client, anew)));
    this.running = turn.catch(() => undefined);
    return turn;
  }

  private async alone(client: PoolClient, anew: boolean): Promise<IndexedPoints> {
    const done = { put: 0, removed: 0 };
    const lock = [`retrieval vectors ${this.name}`];
    // Who has it looks again before it ends, so that what we came for is done by then.
    if (!(await this.locked(client, lock))) return done;
    try {
      for (let again = true, believe = !anew; again; believe = true) {
        const change = await this.once(believe);
        done.put += change.put;
        done.removed += change.removed;
        again = change.moved;
      }
      return done;
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', lock);
    }
  }

  private async locked(client: PoolClient, lock: string[]): Promise<boolean> {
    for (let waited = 0; waited <= PATIENCE; waited += PAUSE) {
      const { rows } = await client.query<{ got: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
        lock,
      );
      if (rows[0]!.got) return true;
      await sleep(PAUSE);
    }
    return false;
  }

  private async once(believe: boolean): Promise<IndexedPoints & { moved: boolean }> {
    const state = await this.state();
    const now = await passagesNow(this.pool);
    if (believe && state.version === now.version && state.model === now.model) {
      return { put: 0, removed: 0, moved: false };
    }
    const snapshot = (client: PoolClient) => client.query('begin isolation level repeatable read read only');
    const wanted = await inTransaction(this.pool, wantedPoints, snapshot);
    const sameIndex = this.known?.revision === state.revision && state.model === wanted.model;
    const held = believe && sameIndex ? this.known!.held : null;
    this.known = null;
    const unknown = { version: UNKNOWN_VERSION, passages: {} };
    await writeState(this.pool, this.name, { ...unknown, model: state.model });
    let removed = 0;
    if (state.model !== null && state.model !== wanted.model) removed += await this.empty(state.model);
    await writeState(this.pool, this.name, { ...unknown, model: wanted.model });
    const change = wanted.model === null ? null : await this.align(wanted.model, wanted, held);

    const passages: Record<string, number> = {};
    for (const { language } of wanted.points) passages[language] = (passages[language] ?? 0) + 1;
    const { version, model } = wanted;
    const revision = await writeState(this.pool, this.name, { version, model, passages });
    if (change) this.known = { revision, held: change.held };
    const moved = (await passagesNow(this.pool)).version !== version;
    return { put: change?.put ?? 0, removed: removed + (change?.removed ?? 0), moved };
  }

  private async empty(model: string): Promise<number> {
    const keys = [...(await this.index.held(model)).keys()].map(passageOfKey);
    await this.index.remove(model, keys);
    return keys.length;
  }

  /** Puts what differs by its hash, and removes what is no longer there. */
  private async align(model: string, { points }: Wanted, known: Map<string, string> | null) {
    const held = known ?? new Map(await this.index.held(model));
    const wanted = new Map(points.map((point) => [passageKey(point), { point, hash: pointHash(point) }]));
    const gone = [...held.keys()].filter((key) => !wanted.has(key));
    if (gone.length > 0) await this.index.remove(model, gone.map(passageOfKey));
    for (const key of gone) held.delete(key);
    const missing = [...wanted].filter(([key, { hash }]) => held.get(key) !== hash);
    for (let from = 0; from < missing.length; from += POINTS_AT_ONCE) {
      const some = missing.slice(from, from + POINTS_AT_ONCE);
      await this.index.put(model, await withValues(this.pool, model, some.map(([, { point }]) => point))); // prettier-ignore
      for (const [key, { hash }] of some) held.set(key, hash);
    }
    return { held, put: missing.length, removed: gone.length };
  }
}
