import type { Sealed } from '@salesagent/canon/events';
import { schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';
import type { Seals } from '../personal';
import type { Within } from './part';

export interface DraftSeals extends Seals {
  openDeep(value: unknown): Promise<unknown>;
}

/** Whom kept words are sealed for: `text/contact/C1`, and who is spoken of. */
export interface KeptFor {
  subject: string;
  about: readonly string[];
}

/** Where words that a model wrote are looked for before it is asked. */
export type Drafts = Pick<DraftMemory, 'keptOr' | 'kept'>;

/** Keeps nothing, so that a model is asked every time: where models are tried, not used. */
export const UNKEPT: Drafts = {
  keptOr: (_key, _keptFor, make) => make(),
  kept: () => Promise.resolve(null),
};

/** Who writes is given so long before another may. Longer than any call of a model may take. */
const CLAIMED_SECONDS = 60;
const LOOK_EVERY_MS = 500;
/** Words are in the event of their draft by then. What was read is needed as long as the note is: actions read half a year. */
const KEPT_DAYS = 200;
const CLEARED_EVERY_MS = 86_400_000;
/** Answers that could not be kept yet, at most; the oldest is let go. */
const UNKEPT_AT_MOST = 100;

/**
 * What models have written, by what they wrote it from: the same facts, passages, prompt and model are never asked twice,
 * whichever process looks, and a repeated look comes to the same words. Kept sealed, so that erasing a person closes it.
 * No transaction and no connection is held while a model writes.
 */
export class DraftMemory {
  private readonly table: string;
  /** Answers that are paid for and could not be kept: taken again by the look that is tried again in this process. */
  private readonly unkept = new Map<string, unknown>();
  private clearedAt: number | null = null;

  constructor(
    private readonly pool: Pool,
    schema: string,
    private readonly seals: DraftSeals,
  ) {
    this.table = `${schemaName(schema)}.draft`;
  }

  /**
   * The words kept under a key, else those that `make` comes to. When `make` throws nothing is kept.
   * @returns null when they are kept for a person who has been erased, or another process does not finish
   * @throws the reason of the signal when it is aborted while another process writes
   */
  async keptOr<T>(key: string, keptFor: KeptFor, make: () => Promise<T>, within: Within): Promise<T | null> {
    const ends = Math.min(within.ends, performance.now() + CLAIMED_SECONDS * 1_000);
    do {
      within.signal.throwIfAborted();
      if (await this.claim(key)) return this.make(key, keptFor, make);
      const kept = await this.sealed(key);
      if (kept) return this.opened<T>(kept);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    } while (performance.now() < ends);
    return null;
  }

  /** The words kept under a key; null where there are none, or they are for a person who has been erased. Asks nobody. */
  async kept<T>(key: string): Promise<T | null> {
    const kept = await this.sealed(key);
    return kept && this.opened<T>(kept);
  }

  private async sealed(key: string): Promise<Sealed | null> {
    const { rows } = await this.pool.query<{ kept: Sealed | null }>(`select kept from ${this.table} where key = $1`, [
      key,
    ]);
    return rows[0]?.kept ?? null;
  }

  private async claim(key: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `insert into ${this.table} as d (key, claimed_until) values ($1, now() + make_interval(secs => $2))
       on conflict (key) do update set claimed_until = excluded.claimed_until
         where d.kept is null and d.claimed_until < now()`,
      [key, CLAIMED_SECONDS],
    );
    return rowCount === 1;
  }

  private async make<T>(key: string, { subject, about }: KeptFor, make: () => Promise<T>): Promise<T> {
    try {
      const made = this.unkept.has(key) ? (this.unkept.get(key) as T) : await make();
      this.unkept.set(key, made);
      if (this.unkept.size > UNKEPT_AT_MOST) this.unkept.delete(this.unkept.keys().next().value!);
      const [sealed] = await this.seals.sealMany([{ subject, eventId: key, value: JSON.stringify(made), about }]);
      await this.pool.query(`update ${this.table} set kept = $2, made_at = now() where key = $1`, [
        key,
        JSON.stringify(sealed),
      ]);
      this.unkept.delete(key);
      await this.clear();
      return made;
    } catch (error) {
      await this.pool.query(`delete from ${this.table} where key = $1 and kept is null`, [key]);
      throw error;
    }
  }

  /** Removes what is long kept, once a day. */
  private async clear(): Promise<void> {
    if (this.clearedAt !== null && performance.now() - this.clearedAt < CLEARED_EVERY_MS) return;
    this.clearedAt = performance.now();
    await this.pool.query(`delete from ${this.table} where made_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
  }

  private async opened<T>(kept: Sealed): Promise<T | null> {
    const value = await this.seals.openDeep(kept);
    return typeof value === 'string' ? (JSON.parse(value) as T) : null;
  }
}
