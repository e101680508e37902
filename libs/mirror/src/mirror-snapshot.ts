import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { isOpen, knownField, type MirrorFilter, type MirrorReader, type MirrorRow } from './reader';
import { toMirrorRow } from './sql-mirror';

type Index = Map<string, MirrorRow[]>;

/** A mirror held in memory for one pass over many records: read once, indexed by what is asked for. */
export class MirrorSnapshot implements MirrorReader {
  private readonly rowsByType = new Map<RecordType, Map<string, MirrorRow>>();
  private readonly indexes = new Map<string, Index>();

  private constructor(rows: Iterable<MirrorRow>) {
    for (const row of rows) {
      let ofType = this.rowsByType.get(row.type);
      if (!ofType) this.rowsByType.set(row.type, (ofType = new Map()));
      ofType.set(row.id, row);
    }
  }

  /** Everything the mirror holds of `types` (all types when absent), as of one moment. */
  static async load(
    db: Pool | PoolClient,
    schema: string,
    types: readonly RecordType[] = Object.keys(RECORDS) as RecordType[],
  ): Promise<MirrorSnapshot> {
    const { rows } = await db.query<Parameters<typeof toMirrorRow>[0]>(
      `select record_type, record_id, record_version, fields from ${schemaName(schema)}.mirror
       where record_type = any($1::text[]) order by record_type, record_id`,
      [types],
    );
    return new MirrorSnapshot(rows.map(toMirrorRow));
  }

  /** From rows at hand. They are kept in order of id, as the database gives them. */
  static of(rows: readonly MirrorRow[]): MirrorSnapshot {
    return new MirrorSnapshot([...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)));
  }

  get(type: RecordType, id: string): Promise<MirrorRow | null> {
    return Promise.resolve(this.row(type, id));
  }

  many(type: RecordType, ids: readonly string[]): Promise<Map<string, MirrorRow>> {
    const found = new Map<string, MirrorRow>();
    for (const id of ids) {
      const row = this.row(type, id);
      if (row) found.set(id, row);
    }
    return Promise.resolve(found);
  }

  where(type: RecordType, field: string, value: string | number | boolean): Promise<MirrorRow[]> {
    return Promise.resolve(this.by(type, field, value));
  }

  all(type: RecordType, filter?: MirrorFilter): Promise<MirrorRow[]> {
    return Promise.resolve(this.rows(type, filter));
  }

  /** Like {@link get}, at once. */
  row(type: RecordType, id: string): MirrorRow | null {
    return this.rowsByType.get(type)?.get(id) ?? null;
  }

  /** Like {@link all}, at once. */
  rows(type: RecordType, filter?: MirrorFilter): MirrorRow[] {
    const rows = [...(this.rowsByType.get(type)?.values() ?? [])];
    return filter === 'open' ? rows.filter(isOpen) : rows;
  }

  /** Like {@link where}, at once. The first question about a field indexes it. */
  by(type: RecordType, field: string, value: string | number | boolean): MirrorRow[] {
    const name = `${type}.${knownField(type, field)}`;
    let index = this.indexes.get(name);
    if (!index) {
      index = new Map();
      for (const row of this.rowsByType.get(type)?.values() ?? []) {
        const held = row.fields[field];
        if (held === undefined || held === null) continue;
        const text = String(held);
        const rows = index.get(text);
        if (rows) rows.push(row);
        else index.set(text, [row]);
      }
      this.indexes.set(name, index);
    }
    return [...(index.get(String(value)) ?? [])];
  }
}
