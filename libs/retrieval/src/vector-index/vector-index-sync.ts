import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { differs, hashed } from './hashed-points';
import { readState, UNKNOWN_VERSION, writeState, type IndexState } from './index-state';
import { anyVector, passagesNow, wantedPoints, withValues, type Wanted } from './indexed-points';
import { passageOfKey } from './point';
import type { VectorIndex } from './port';

/** Points whose vectors are read and put at once. */
const POINTS_AT_ONCE = 500;
/** Points by which it is seen, where nothing changed, whether the index is there and holds what it held. */
const SAMPLE = 50;
/** How long the index is believed before it is asked for all that it holds, ms. */
const BELIEVED = 3_600_000;
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
 * leaves a state in which words answer, and which the next run mends. It needs one connection at a time.
 */
export class VectorIndexSync {
  /** What the index holds, as long as nobody else changed it. */
  private known: { revision: bigint; held: Map<string, string> } | null = null;
  /** When this process last asked the index for all that it holds, and so found what was lost; ms. */
  private asked = -Infinity;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly index: VectorIndex,
    /** Of the index: the same for every process that uses it. */
    private readonly name: string,
    private readonly now: () => number = Date.now,
  ) {}

  state(): Promise<IndexState> {
    return readState(this.pool, this.name);
  }

  /** Notes that the index lost something: the next run asks it for all that it holds. */
  async mistrust(): Promise<void> {
    await writeState(this.pool, this.name, { ...(await this.state()), version: UNKNOWN_VERSION });
  }

  /** The next run asks the index for all that it holds. */
  doubt(): void {
    this.asked = -Infinity;
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
      for (let again = true, believe = !anew && this.now() < this.asked + BELIEVED; again; believe = true) {
        const change = await this.once(client, believe);
        done.put += change.put;
        done.removed += change.removed;
        again = change.moved;
        if (!believe) this.asked = this.now();
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

  private async once(client: PoolClient, believe: boolean): Promise<IndexedPoints & { moved: boolean }> {
    const state = await readState(client, this.name);
    const now = await passagesNow(client);
    const same = state.version === now.version && state.model === now.model;
    if (believe && same) {
      if (await this.isThere(client, state)) return { put: 0, removed: 0, moved: false };
      believe = false;
    }
    const wanted = await inSnapshot(client);
    const sameIndex = this.known?.revision === state.revision && state.model === wanted.model;
    let held = believe && sameIndex ? this.known!.held : null;
    this.known = null;
    if (!believe && same && wanted.model !== null) {
      held = new Map(await this.index.held(wanted.model));
      if (state.version === wanted.version && !differs(await hashed(wanted), held)) {
        this.known = { revision: state.revision, held };
        return { put: 0, removed: 0, moved: false };
      }
    }

    const unknown = { version: UNKNOWN_VERSION, passages: {} };
    await writeState(client, this.name, { ...unknown, model: state.model });
    let removed = 0;
    if (state.model !== null && state.model !== wanted.model) removed += await this.empty(state.model);
    await writeState(client, this.name, { ...unknown, model: wanted.model });
    const change = wanted.model === null ? null : await this.align(client, wanted.model, wanted, held);

    const passages: Record<string, number> = {};
    for (const { language } of wanted.points) passages[language] = (passages[language] ?? 0) + 1;
    const { version, model } = wanted;
    const revision = await writeState(client, this.name, { version, model, passages });
    if (change) this.known = { revision, held: change.held };
    const moved = (await passagesNow(client)).version !== version;
    return { put: change?.put ?? 0, removed: removed + (change?.removed ?? 0), moved };
  }

  /**
   * One cheap request, so that an index that does not answer or was emptied is noticed although nothing changed.
   *
   * @returns false where it is to be asked for all that it holds
   */
  private async isThere(client: PoolClient, { model, revision }: IndexState): Promise<boolean> {
    if (model === null) return true;
    if (this.known?.revision !== revision) return false;
    const keys = someOf([...this.known.held.keys()]).map(passageOfKey);
    const values = keys.length > 0 ? await anyVector(client, model) : null;
    if (values === null) return true;
    return (await this.index.similarities(model, values, keys)).length === keys.length;
  }

  private async empty(model: string): Promise<number> {
    const keys = [...(await this.index.held(model)).keys()].map(passageOfKey);
    await this.index.remove(model, keys);
    return keys.length;
  }

  /** Puts what differs by its hash, and removes what is no longer there. */
  private async align(client: PoolClient, model: string, { points }: Wanted, known: Map<string, string> | null) {
    const held = known ?? new Map(await this.index.held(model));
    const wanted = await hashed({ points });
    const gone = [...held.keys()].filter((key) => !wanted.has(key));
    if (gone.length > 0) await this.index.remove(model, gone.map(passageOfKey));
    for (const key of gone) held.delete(key);
    const missing = [...wanted].filter(([key, { hash }]) => held.get(key) !== hash);
    for (let from = 0; from < missing.length; from += POINTS_AT_ONCE) {
      const some = missing.slice(from, from + POINTS_AT_ONCE);
      await this.index.put(model, await withValues(client, model, some.map(([, { point }]) => point))); // prettier-ignore
      for (const [key, { hash }] of some) held.set(key, hash);
    }
    return { held, put: missing.length, removed: gone.length };
  }
}

/** Others each time. */
function someOf(keys: readonly string[]): string[] {
  const from = Math.floor(Math.random() * keys.length);
  return Array.from({ length: Math.min(SAMPLE, keys.length) }, (_, i) => keys[(from + i) % keys.length]!);
}

async function inSnapshot(client: PoolClient): Promise<Wanted> {
  try {
    await client.query('begin isolation level repeatable read read only');
    const wanted = await wantedPoints(client);
    await client.query('commit');
    return wanted;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the connection is gone, and what it began with it
    throw error;
  }
}
