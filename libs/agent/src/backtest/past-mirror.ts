import type { RecordType } from '@salesagent/canon/sales';
import type { IntegrationEvent } from '@salesagent/canon/events';
import {
  foldEvents,
  isOpen,
  type Declarations,
  type MirrorFilter,
  type MirrorReader,
  type MirrorRow,
} from '@salesagent/mirror';

/** The mirror as it was: kept in memory, moved on with each batch of events, indexed by what is asked for. */
export class PastMirror implements MirrorReader {
  private readonly tables = new Map<RecordType, Table>();

  constructor(private readonly declares: Declarations) {}

  /** Lays a batch over it, as the live mirror does. */
  apply(events: readonly IntegrationEvent[]): void {
    for (const { type, id, version, replaces, set } of foldEvents(events, this.declares)) {
      const table = this.table(type);
      if (set === null) table.delete(id);
      else {
        const before = replaces ? null : table.get(id);
        table.put({ type, id, version, fields: { ...before?.fields, ...set } });
      }
    }
  }

  /** Whether any row of a type is there, or any with a value in the field. */
  holds(type: RecordType, field?: string): boolean {
    return this.table(type).holds(field);
  }

  get(type: RecordType, id: string): Promise<MirrorRow | null> {
    return Promise.resolve(this.table(type).get(id));
  }
  many(type: RecordType, ids: readonly string[]): Promise<Map<string, MirrorRow>> {
    const rows = ids.flatMap((id) => this.table(type).get(id) ?? []);
    return Promise.resolve(new Map(rows.map((row) => [row.id, row])));
  }
  where(type: RecordType, field: string, value: string | number | boolean): Promise<MirrorRow[]> {
    return Promise.resolve(this.table(type).by(field, String(value)));
  }
  all(type: RecordType, filter?: MirrorFilter): Promise<MirrorRow[]> {
    const rows = this.table(type).rows();
    return Promise.resolve(filter === 'open' ? rows.filter(isOpen) : rows);
  }
  rows(type: RecordType): MirrorRow[] {
    return this.table(type).rows();
  }

  private table(type: RecordType): Table {
    let table = this.tables.get(type);
    if (!table) this.tables.set(type, (table = new Table()));
    return table;
  }
}

const known = (value: unknown): boolean => value !== undefined && value !== null;
const inOrder = (a: MirrorRow, b: MirrorRow): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Rows of one type. */
class Table {
  private readonly byId = new Map<string, MirrorRow>();
  private readonly held = new Map<string, number>();
  private readonly indexes = new Map<string, Map<string, Set<string>>>();
  private sorted: MirrorRow[] | null = null;

  get(id: string): MirrorRow | null {
    return this.byId.get(id) ?? null;
  }

  put(row: MirrorRow): void {
    this.forget(row.id);
    this.byId.set(row.id, row);
    this.sorted = null;
    for (const [field, value] of Object.entries(row.fields)) {
      if (!known(value)) continue;
      this.held.set(field, (this.held.get(field) ?? 0) + 1);
      const index = this.indexes.get(field);
      if (index) enter(index, value, row.id);
    }
  }

  delete(id: string): void {
    this.forget(id);
    this.byId.delete(id);
    this.sorted = null;
  }

  holds(field?: string): boolean {
    return field === undefined ? this.byId.size > 0 : (this.held.get(field) ?? 0) > 0;
  }

  rows(): MirrorRow[] {
    return (this.sorted ??= [...this.byId.values()].sort(inOrder));
  }

  by(field: string, value: string): MirrorRow[] {
    let index = this.indexes.get(field);
    if (!index) {
      this.indexes.set(field, (index = new Map()));
      for (const row of this.byId.values()) if (known(row.fields[field])) enter(index, row.fields[field], row.id);
    }
    return [...(index.get(value) ?? [])].map((id) => this.byId.get(id)!).sort(inOrder);
  }

  private forget(id: string): void {
    const row = this.byId.get(id);
    if (!row) return;
    for (const [field, value] of Object.entries(row.fields)) {
      if (!known(value)) continue;
      this.held.set(field, (this.held.get(field) ?? 1) - 1);
      this.indexes.get(field)?.get(String(value))?.delete(id);
    }
  }
}

function enter(index: Map<string, Set<string>>, value: unknown, id: string): void {
  const text = String(value);
  const ids = index.get(text);
  if (ids) ids.add(id);
  else index.set(text, new Set([id]));
}
