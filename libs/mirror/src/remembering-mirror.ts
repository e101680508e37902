import { recordRef, type RecordType } from '@salesagent/canon/sales';
import type { MirrorFilter, MirrorReader, MirrorRow } from './reader';

/**
 * Asks for each record and each list once. For the looks of one batch: they are about the same accounts and people, and
 * are of one moment anyway.
 */
export class RememberingMirror implements MirrorReader {
  private readonly records = new Map<string, Promise<MirrorRow | null>>();
  private readonly lists = new Map<string, Promise<MirrorRow[]>>();

  constructor(private readonly mirror: MirrorReader) {}

  get(type: RecordType, id: string): Promise<MirrorRow | null> {
    const ref = recordRef(type, id);
    return this.records.get(ref) ?? this.remember(ref, this.mirror.get(type, id));
  }

  async many(type: RecordType, ids: readonly string[]): Promise<Map<string, MirrorRow>> {
    const unknown = [...new Set(ids)].filter((id) => !this.records.has(recordRef(type, id)));
    if (unknown.length > 0) {
      const found = this.mirror.many(type, unknown);
      for (const id of unknown) {
        void this.remember(
          recordRef(type, id),
          found.then((rows) => rows.get(id) ?? null),
        );
      }
    }
    const rows = await Promise.all(ids.map((id) => this.get(type, id)));
    return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
  }

  where(type: RecordType, field: string, value: string | number | boolean): Promise<MirrorRow[]> {
    return this.listed(JSON.stringify([type, field, value]), () => this.mirror.where(type, field, value));
  }

  all(type: RecordType, filter?: MirrorFilter): Promise<MirrorRow[]> {
    return this.listed(JSON.stringify([type, filter ?? null]), () => this.mirror.all(type, filter));
  }

  private remember(ref: string, row: Promise<MirrorRow | null>): Promise<MirrorRow | null> {
    this.records.set(ref, row);
    row.catch(() => this.records.delete(ref)); // asked again, and told to whoever waits for it
    return row;
  }

  private listed(name: string, ask: () => Promise<MirrorRow[]>): Promise<MirrorRow[]> {
    const known = this.lists.get(name);
    if (known) return known;
    const rows = ask();
    this.lists.set(name, rows);
    rows.catch(() => this.lists.delete(name));
    return rows;
  }
}
