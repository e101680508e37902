import type { Pool, PoolClient } from 'pg';

/** Names held until released, or until this process or its connection ends. */
export interface Held {
  release(): Promise<void>;
  /** The connection ended, and the names are free for others. */
  lost(): boolean;
}

/** How long to wait before a name that somebody else holds is asked for again, in milliseconds. */
const AGAIN_MS = 20;

/**
 * Locks over processes that outlive a transaction: advisory locks of one session, so that the server frees them when
 * the process is killed. A session may take the same lock twice, so this process also knows what it holds itself.
 */
export class SessionLocks {
  private session: Promise<PoolClient> | null = null;
  private readonly here = new Set<string>();
  private readonly lost = new WeakSet<PoolClient>();
  /** A connection does one thing at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: Pool) {}

  /** All of these names, or `null` when one is held elsewhere. */
  async tryLock(names: readonly string[]): Promise<Held | null> {
    const wanted = [...new Set(names)].sort();
    if (wanted.some((name) => this.here.has(name))) return null;
    for (const name of wanted) this.here.add(name);
    try {
      const session = await this.connected();
      const got = await this.inTurn(() => takeAll(session, wanted));
      if (!got) {
        this.forget(wanted);
        return null;
      }
      return { release: () => this.release(session, wanted), lost: () => this.lost.has(session) };
    } catch (error) {
      this.forget(wanted);
      throw error;
    }
  }

  /** Waits for all of these names; `null` when one is still held elsewhere after so many milliseconds. */
  async lock(names: readonly string[], withinMs: number): Promise<Held | null> {
    for (let waited = 0; ; waited += AGAIN_MS) {
      const held = await this.tryLock(names);
      if (held || waited >= withinMs) return held;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  /** Ends the session, and with it every lock. */
  async close(): Promise<void> {
    const session = await this.session?.catch(() => null);
    if (session) this.drop(session);
  }

  private connected(): Promise<PoolClient> {
    this.session ??= this.connect();
    return this.session;
  }

  private async connect(): Promise<PoolClient> {
    try {
      const client = await this.pool.connect();
      client.on('error', () => this.drop(client));
      return client;
    } catch (error) {
      this.session = null;
      throw error;
    }
  }

  private drop(client: PoolClient): void {
    if (this.lost.has(client)) return;
    this.lost.add(client);
    this.session = null;
    client.release(true);
  }

  private async release(session: PoolClient, names: readonly string[]): Promise<void> {
    try {
      await this.inTurn(() => unlock(session, names));
    } catch {
      // The session is gone, and its locks with it.
    } finally {
      this.forget(names);
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private forget(names: readonly string[]): void {
    for (const name of names) this.here.delete(name);
  }
}

async function takeAll(session: PoolClient, names: readonly string[]): Promise<boolean> {
  const { rows } = await session.query<{ name: string; got: boolean }>(
    'select name, pg_try_advisory_lock(hashtextextended(name, 0)) as got from unnest($1::text[]) as name',
    [names],
  );
  if (rows.every(({ got }) => got)) return true;
  const taken = rows.filter(({ got }) => got).map(({ name }) => name);
  await unlock(session, taken);
  return false;
}

async function unlock(session: PoolClient, names: readonly string[]): Promise<void> {
  await session.query('select pg_advisory_unlock(hashtextextended(name, 0)) from unnest($1::text[]) as name', [names]);
}
