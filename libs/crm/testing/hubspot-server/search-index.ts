import type { StoredRecord } from './records';

interface Indexed {
  id: string;
  properties: ReadonlyMap<string, string>;
}

interface Pending {
  visibleAt: number;
  /** `null`: the record left the index. */
  properties: ReadonlyMap<string, string> | null;
}

/**
 * What searches see: copies of records, each some time after the change ("newly created or updated CRM objects may take
 * a few moments to appear", CRM search, https://developers.hubspot.com/docs/api/crm/search).
 */
export class SearchIndex {
  private readonly visible = new Map<string, Indexed>();
  private readonly pending = new Map<string, Pending[]>();

  constructor(
    private readonly now: () => number,
    /** Milliseconds until a change is seen, drawn anew for each change; `null`: at once, and nothing is kept twice. */
    private readonly lag: (() => number) | null,
  ) {}

  changed(record: StoredRecord): void {
    const gone = record.archivedAt !== null || record.mergedInto !== null;
    if (this.lag === null) {
      if (gone) this.visible.delete(record.id);
      else this.visible.set(record.id, record);
      return;
    }
    const waiting = this.pending.get(record.id) ?? [];
    // The index goes forward: a later change is never seen before an earlier one of the same record.
    const visibleAt = Math.max(this.now() + this.lag(), waiting.at(-1)?.visibleAt ?? 0);
    waiting.push({ visibleAt, properties: gone ? null : new Map(record.properties) });
    this.pending.set(record.id, waiting);
  }

  all(): Indexed[] {
    this.settle();
    return [...this.visible.values()];
  }

  private settle(): void {
    const now = this.now();
    for (const [id, waiting] of this.pending) {
      const due = waiting.filter(({ visibleAt }) => visibleAt <= now);
      const last = due.at(-1);
      if (!last) continue;
      if (last.properties) this.visible.set(id, { id, properties: last.properties });
      else this.visible.delete(id);
      if (due.length === waiting.length) this.pending.delete(id);
      else this.pending.set(id, waiting.slice(due.length));
    }
  }
}
