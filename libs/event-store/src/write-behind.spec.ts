import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { WriteBehind, type KeyedTable } from './write-behind';

const NO_CLIENT = {} as PoolClient;

/** A table whose writes count once they are committed, as those of a transaction do. */
class Table implements KeyedTable<string> {
  rows = new Map<string, string>();
  writes = 0;
  private before = new Map<string, string>();

  begin(): void {
    this.before = new Map(this.rows);
  }
  rollback(): void {
    this.rows = this.before;
  }
  read(keys: string[]): Promise<Map<string, string>> {
    return Promise.resolve(new Map([...this.rows].filter(([key]) => keys.includes(key))));
  }
  write(rows: ReadonlyMap<string, string | null>): Promise<void> {
    this.writes += rows.size;
    for (const [key, row] of rows) {
      if (row === null) this.rows.delete(key);
      else this.rows.set(key, row);
    }
    return Promise.resolve();
  }
}

const batch = fc.record({
  changes: fc.array(fc.tuple(fc.constantFrom(...'abcdefgh'), fc.option(fc.string({ minLength: 1, maxLength: 2 })))),
  fails: fc.boolean(),
  complete: fc.boolean(),
});

describe('rows written behind', () => {
  it('are in the end what the batches that did not fail made of them, however few fit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), async (batches, most) => {
        const table = new Table();
        const rows = new WriteBehind<string>(table, most);
        let wanted = new Map<string, string>();
        for (const { changes, fails, complete } of batches) {
          const next = new Map(wanted);
          table.begin();
          await rows.begin(
            changes.map(([key]) => key),
            NO_CLIENT,
          );
          for (const [key, added] of changes) {
            expect(rows.get(key)).toBe(next.get(key) ?? null);
            const row = added === null ? null : `${rows.get(key) ?? ''}${added}`.slice(-6);
            rows.set(key, row);
            if (row === null) next.delete(key);
            else next.set(key, row);
          }
          if (fails) {
            table.rollback();
            continue;
          }
          rows.committed();
          wanted = next;
          if (!complete) continue;
          await rows.complete(NO_CLIENT);
          rows.committed();
          expect(table.rows).toEqual(wanted);
        }
        await rows.complete(NO_CLIENT);
        rows.committed();
        expect(table.rows).toEqual(wanted);
      }),
    );
  });

  it('are written once, not with each of their changes', async () => {
    const table = new Table();
    const rows = new WriteBehind<string>(table);
    for (let n = 0; n < 50; n++) {
      await rows.begin(['a', 'b'], NO_CLIENT);
      rows.set('a', `${n}`);
      rows.set('b', `${n}`);
      rows.committed();
    }
    for (let n = 0; n < 2; n++) {
      await rows.complete(NO_CLIENT);
      rows.committed();
    }
    expect([table.writes, table.rows.get('a')]).toEqual([2, '49']);
  });
});
