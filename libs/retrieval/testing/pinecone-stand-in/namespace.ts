import { fits } from './metadata-filter';
import { invalid } from './refused';
import type { StoredRecord } from './requests';

export interface Match {
  id: string;
  score: number;
  metadata?: StoredRecord['metadata'];
}

/**
 * `guides/index-data/check-data-freshness`: a write gets a number that rises with each write of its namespace, and reads
 * see it later. Here a write is seen once so many reads have passed, whatever the clock says; reads of every kind lag.
 */
export class Namespace {
  private readonly records = new Map<string, StoredRecord>();
  private readonly waiting: { lsn: number; readsLeft: number; apply(): void }[] = [];
  private lastLsn = 0;
  private seenLsn = 0;

  constructor(private readonly lagReads: number) {}

  upsert(records: readonly StoredRecord[]): number {
    return this.write(() => records.forEach((record) => this.records.set(record.id, record)));
  }

  delete(ids: readonly string[]): number {
    return this.write(() => ids.forEach((id) => this.records.delete(id)));
  }

  /** What is seen now, with the number of the last write that is. */
  read(): { records: ReadonlyMap<string, StoredRecord>; lsn: number } {
    while (this.waiting[0] && this.waiting[0].readsLeft <= 0) {
      const { lsn, apply } = this.waiting.shift()!;
      apply();
      this.seenLsn = lsn;
    }
    for (const write of this.waiting) write.readsLeft--;
    return { records: this.records, lsn: this.seenLsn };
  }

  private write(apply: () => void): number {
    this.lastLsn++;
    this.waiting.push({ lsn: this.lastLsn, readsLeft: this.lagReads, apply });
    return this.lastLsn;
  }
}

/** The nearest by cosine, found by looking at every record. */
export function nearest(
  records: Iterable<StoredRecord>,
  vector: readonly number[],
  filter: Record<string, unknown> | undefined,
  topK: number,
): Match[] {
  if (filter !== undefined && Object.keys(filter).length === 0) throw invalid('filter: empty');
  const matches: Match[] = [];
  for (const { id, values, metadata = {} } of records) {
    if (filter === undefined || fits(filter, metadata)) matches.push({ id, score: cosine(values, vector), metadata });
  }
  return matches.sort((a, b) => b.score - a.score).slice(0, topK);
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const product = one.reduce((sum, value, i) => sum + value * other[i]!, 0);
  return Math.fround(product / (Math.hypot(...one) * Math.hypot(...other)));
}
