import { randomBytes } from 'node:crypto';
import { isSealed, type Sealed } from '@salesagent/canon/events';
import type { ClientBase, Pool } from 'pg';
import { openValue, sealValue, type Key } from './cipher';
import { ExpiringCache } from './key-cache';

export interface SealerOptions {
  /** How long keys may be held in memory, at most 60 s (60). */
  cacheSeconds?: number;
  /** Milliseconds on a clock that only grows, for tests. */
  now?: () => number;
}

/** A value to seal for a subject, in the event with this id. */
export interface ToSeal {
  subject: string;
  eventId: string;
  value: string;
  /** For free text: the people it speaks of, `contact/C1`; erasing one of them closes the text. */
  about?: readonly string[];
  /** Sealed again it is the same: for what is sent again and must be seen to be the same. */
  repeatable?: boolean;
}

/** What became of a sealed value: `unknown` has no key here, `altered` is not what was sealed. */
export type Opened =
  { state: 'open'; value: string } | { state: 'erased' } | { state: 'unknown' } | { state: 'altered' };

const PERMISSION_DENIED = '42501';
const CACHED_KEYS = 50_000;

/**
 * How long after its erasure a subject gets no new key. A process that still holds an opened value for as long as it
 * may cache a key cannot bring it back: what it seals in this time is sealed with a key nobody keeps.
 */
export const QUARANTINE_SECONDS = 120;

/**
 * Seals personal values for their subjects and opens them again, as far as the database role may. Erasing a
 * subject's keys makes every copy of its values unreadable: in logs, on the bus, in mirrors and backups of them.
 */
export class Sealer {
  private readonly keys: ExpiringCache<Key | null>;
  private readonly current: ExpiringCache<Key>;

  constructor(
    private readonly pool: Pool,
    options: SealerOptions = {},
  ) {
    const { cacheSeconds = 60, now = () => performance.now() } = options;
    if (!(cacheSeconds >= 0 && cacheSeconds <= 60)) throw new Error('Keys may be cached for at most 60 seconds.');
    this.keys = new ExpiringCache(cacheSeconds, CACHED_KEYS, now);
    this.current = new ExpiringCache(cacheSeconds, CACHED_KEYS, now);
  }

  async seal(subject: string, eventId: string, value: string): Promise<Sealed> {
    return (await this.sealMany([{ subject, eventId, value }]))[0]!;
  }

  /**
   * Seals in the order given, and notes of whom free text speaks. A subject without a key gets one, and so does an
   * erased one that comes back; within {@link QUARANTINE_SECONDS} of its erasure what is sealed for it stays closed.
   */
  async sealMany(items: readonly ToSeal[]): Promise<Sealed[]> {
    await this.link(items);
    const keys = await this.currentKeys([...new Set(items.map((item) => item.subject))]);
    return items.map(({ subject, eventId, value, repeatable }) =>
      sealValue(keys.get(subject)!, subject, eventId, value, repeatable),
    );
  }

  async open(sealed: Sealed): Promise<string | null> {
    return (await this.openMany([sealed]))[0]!;
  }

  /**
   * Opens in the order given; null where the subject was erased or this role may not open.
   * @throws when a value was tampered with
   */
  async openMany(sealed: readonly Sealed[]): Promise<(string | null)[]> {
    const keys = await this.keysOf(sealed);
    return sealed.map((value) => {
      const key = keys.get(nameOf(value.subject, value.keyVersion));
      return key ? openValue(key, value) : null;
    });
  }

  /** Like {@link openMany}, and says of each value that does not open why. */
  async openEach(sealed: readonly Sealed[]): Promise<Opened[]> {
    const keys = await this.keysOf(sealed);
    return sealed.map((value) => {
      const key = keys.get(nameOf(value.subject, value.keyVersion));
      if (key === undefined) return { state: 'unknown' };
      if (key === null) return { state: 'erased' };
      try {
        return { state: 'open', value: openValue(key, value) };
      } catch {
        return { state: 'altered' };
      }
    });
  }

  private async keysOf(sealed: readonly Sealed[]): Promise<Map<string, Key | null>> {
    const found = new Map<string, Key | null>();
    const missing = new Map<string, Sealed>();
    for (const value of sealed) {
      const name = nameOf(value.subject, value.keyVersion);
      const cached = this.keys.get(name);
      if (cached === undefined) missing.set(name, value);
      else found.set(name, cached);
    }
    if (missing.size > 0) await this.fetchKeys([...missing.values()], found);
    return found;
  }

  /** A copy of a JSON value with every sealed value in it opened; null where {@link openMany} says so. */
  async openDeep(value: unknown): Promise<unknown> {
    const sealed: Sealed[] = [];
    collect(value, sealed);
    if (sealed.length === 0) return value;
    const opened = await this.openMany(sealed);
    let next = 0;
    return replace(value, () => opened[next++]!);
  }

  /** Erases every key of a subject. Other processes forget them within the cache time. Returns how many there were. */
  async erase(subject: string): Promise<number> {
    const erased = await eraseKeys(this.pool, [subject]);
    this.forget([subject]);
    return erased;
  }

  /** Drops the keys of subjects that were erased from memory, before their time. */
  forget(subjects: readonly string[]): void {
    const gone = new Set(subjects);
    this.keys.forget((name) => gone.has(name.slice(0, name.indexOf('\u0000'))));
    this.current.forget((name) => gone.has(name));
  }

  private async link(items: readonly ToSeal[]): Promise<void> {
    const links = new Map<string, [string, string]>();
    for (const { subject, about = [] } of items) {
      for (const person of about) links.set(`${person}\u0000${subject}`, [subject, person]);
    }
    if (links.size === 0) return;
    // In one order everywhere, so that two batches with the same links do not wait for each other.
    const sorted = [...links.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
    await this.pool.query(
      `insert into vault.text_person (text_subject, person)
       select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [sorted.map(([text]) => text), sorted.map(([, person]) => person)],
    );
  }

  private async currentKeys(subjects: string[]): Promise<Map<string, Key>> {
    const keys = new Map<string, Key>();
    const unknown = subjects.filter((subject) => {
      const key = this.current.get(subject);
      if (key) keys.set(subject, key);
      return !key;
    });
    if (unknown.length === 0) return keys;
    await this.readCurrent(unknown, keys);
    const without = unknown.filter((subject) => !keys.has(subject));
    if (without.length > 0) {
      // Of two processes that make the first key, one wins, and both read the winner's.
      await this.pool.query(
        `insert into vault.key (subject, key_version, key)
         select n.subject, coalesce((select max(key_version) from vault.key k where k.subject = n.subject), 0) + 1, n.key
         from unnest($1::text[], $2::bytea[]) as n(subject, key)
         where not exists (select from vault.key e where e.subject = n.subject
                             and e.erased_at > clock_timestamp() - make_interval(secs => $3))
         order by n.subject
         on conflict do nothing`,
        [without, without.map(() => randomBytes(32)), QUARANTINE_SECONDS],
      );
      await this.readCurrent(without, keys);
    }
    // In quarantine: sealed under the erased version with a key that is forgotten at once.
    for (const subject of subjects) if (!keys.has(subject)) keys.set(subject, { version: 1, bytes: randomBytes(32) });
    return keys;
  }

  private async readCurrent(subjects: string[], into: Map<string, Key>): Promise<void> {
    const { rows } = await this.pool.query<{ subject: string; key_version: number; key: Buffer }>(
      `select distinct on (subject) subject, key_version, key from vault.key
       where subject = any($1::text[]) and key is not null order by subject, key_version desc`,
      [subjects],
    );
    for (const row of rows) {
      const key = { version: row.key_version, bytes: row.key };
      into.set(row.subject, key);
      this.current.set(row.subject, key);
      this.keys.set(nameOf(row.subject, row.key_version), key);
    }
  }

  private async fetchKeys(wanted: readonly Sealed[], into: Map<string, Key | null>): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ subject: string; key_version: number; key: Buffer | null }>(
        `select k.subject, k.key_version, k.key from vault.key k
         join unnest($1::text[], $2::int[]) as w(subject, key_version) using (subject, key_version)`,
        [wanted.map((value) => value.subject), wanted.map((value) => value.keyVersion)],
      );
      for (const row of rows) {
        const name = nameOf(row.subject, row.key_version);
        const key = row.key ? { version: row.key_version, bytes: row.key } : null;
        this.keys.set(name, key);
        into.set(name, key);
      }
    } catch (error) {
      // No right to the keys is an answer; a database that is away is not.
      if ((error as { code?: unknown }).code !== PERMISSION_DENIED) throw error;
    }
  }
}

/** Erases every key of the subjects, in the caller's transaction when given its client. Returns how many there were. */
export async function eraseKeys(client: Pool | ClientBase, subjects: readonly string[]): Promise<number> {
  const erased = await client.query(
    `update vault.key set key = null, erased_at = clock_timestamp() where subject = any($1::text[]) and key is not null`,
    [subjects],
  );
  return erased.rowCount ?? 0;
}

function nameOf(subject: string, version: number): string {
  return `${subject}\u0000${version}`;
}

function collect(value: unknown, into: Sealed[]): void {
  if (isSealed(value)) into.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (isPlainObject(value)) for (const item of Object.values(value)) collect(item, into);
}

/** Walks in the same order as {@link collect}. */
function replace(value: unknown, next: () => string | null): unknown {
  if (isSealed(value)) return next();
  if (Array.isArray(value)) return value.map((item) => replace(item, next));
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, next)]));
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
}
