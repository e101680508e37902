import type { PoolClient } from 'pg';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { WriteBehind, type KeyedTable } from '@salesagent/event-store';
import { mineOf, readRows, writeRows, type Fold } from './fold';

/** A read model as a rebuild makes it: the same rows as `applyFold`, written when they are done with. */
export class FoldBuilding<Row extends object> {
  private readonly rows: WriteBehind<Row>;

  /** @param most rows kept in memory (10,000) */
  constructor(
    private readonly fold: Fold<Row>,
    schema: string,
    most?: number,
  ) {
    const table: KeyedTable<Row> = {
      read: (keys, client) => readRows(fold, keys, client, schema),
      // No fold forgets a row again, so none is ever null here.
      write: (rows, client) =>
        writeRows(
          fold,
          [...rows.values()].filter((row) => row !== null),
          client,
          schema,
        ),
    };
    this.rows = new WriteBehind(table, most);
  }

  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    const mine = mineOf(this.fold, events);
    await this.rows.begin(
      mine.map(([key]) => key),
      client,
    );
    for (const [key, event] of mine) {
      const before = this.rows.get(key);
      const after = this.fold.evolve(before, event);
      if (after !== null && after !== before) this.rows.set(key, after);
    }
  }

  committed(): void {
    this.rows.committed();
  }

  complete(client: PoolClient): Promise<void> {
    return this.rows.complete(client);
  }
}
