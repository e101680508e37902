import type { PoolClient } from 'pg';

/** Rows kept in memory, unless told otherwise. */
const MOST = 10_000;

/** A table by its key; a row that is null is not there. */
export interface KeyedTable<Row> {
  /** The rows of those keys that there are. */
  read(keys: string[], client: PoolClient): Promise<Map<string, Row>>;
  /** Inserts, replaces and, for null, deletes. */
  write(rows: ReadonlyMap<string, Row | null>, client: PoolClient): Promise<void>;
}

/**
 * Rows of a table that only one process reads and writes, and that is empty in the beginning: the rows last changed are
 * in memory, and a row is written when it leaves it or at the end, not with each of its events. What a batch changes
 * counts once {@link committed} says so; when its transaction fails, {@link begin} forgets it.
 */
export class WriteBehind<Row> {
  /** Least recently changed first. */
  private readonly rows = new Map<string, Row | null>();
  /** Keys whose rows are not yet in the table as they are here. */
  private readonly dirty = new Set<string>();
  private readonly changed = new Map<string, Row | null>();
  /** Of the transaction under way: rows read from the table, rows written to it, and whether they leave the memory. */
  private readonly found = new Map<string, Row | null>();
  private written: { keys: string[]; leave: boolean } | null = null;
  /** Whether a row that is not in memory may be in the table. */
  private left = false;

  constructor(
    private readonly table: KeyedTable<Row>,
    private readonly most = MOST,
  ) {}

  /** Begins a transaction in which the rows of `keys` are needed: makes room and reads those that are not here. */
  async begin(keys: Iterable<string>, client: PoolClient): Promise<void> {
    this.reset();
    if (this.rows.size > this.most) await this.leave(client);
    if (!this.left) return;
    const leaving = new Set(this.written?.leave ? this.written.keys : []);
    const missing = [...new Set(keys)].filter((key) => leaving.has(key) || !this.rows.has(key));
    if (missing.length === 0) return;
    for (const [key, row] of await this.table.read(missing, client)) this.found.set(key, row);
    for (const key of missing) if (!this.found.has(key)) this.found.set(key, null);
  }

  /** A row of the keys that were begun with. */
  get(key: string): Row | null {
    const row = this.changed.get(key) ?? (this.changed.has(key) ? null : this.found.get(key));
    return row === undefined ? (this.rows.get(key) ?? null) : row;
  }

  set(key: string, row: Row | null): void {
    this.changed.set(key, row);
  }

  /** The transaction was committed. */
  committed(): void {
    for (const key of this.written?.keys ?? []) {
      this.dirty.delete(key);
      if (this.written?.leave) this.rows.delete(key);
    }
    for (const [key, row] of this.changed) {
      this.rows.delete(key);
      this.rows.set(key, row);
      this.dirty.add(key);
    }
    this.reset();
  }

  /** In a transaction of its own: writes what the table lacks, after which it is complete. */
  async complete(client: PoolClient): Promise<void> {
    this.reset();
    await this.write([...this.dirty], client);
    this.written = { keys: [...this.dirty], leave: false };
  }

  /** The half that changed longest ago. */
  private async leave(client: PoolClient): Promise<void> {
    const keys = [...this.rows.keys()].slice(0, Math.ceil(this.rows.size / 2));
    await this.write(
      keys.filter((key) => this.dirty.has(key)),
      client,
    );
    this.written = { keys, leave: true };
    this.left = true;
  }

  private async write(keys: readonly string[], client: PoolClient): Promise<void> {
    if (keys.length > 0) await this.table.write(new Map(keys.map((key) => [key, this.rows.get(key) ?? null])), client);
  }

  private reset(): void {
    this.changed.clear();
    this.found.clear();
    this.written = null;
  }
}
