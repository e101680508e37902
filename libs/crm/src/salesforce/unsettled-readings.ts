import type { HostedRecord, HostedWrite, HostedWriteOutcome, Timing } from '../hosted/port';
import type { CrmClock } from './crm-clock';

/** Longer than from reading a record to writing what was decided on it, in milliseconds. */
const KEPT_MS = 600_000;
/** Salesforce stamps changes with whole seconds. */
const SECOND_MS = 1_000;

/**
 * Readings of records in the very second they were changed in. What somebody changes later in that second leaves the
 * stamp as it is, so "unmodified since" would not see it.
 */
export class UnsettledReadings {
  private readonly known = new Map<string, { stamp: number; at: number }>();

  constructor(
    private readonly clock: CrmClock,
    private readonly timing: Timing,
  ) {}

  /** Reads, and notes what was read in the second of its own stamp. */
  async reading(read: () => Promise<HostedRecord[]>): Promise<HostedRecord[]> {
    const askedAt = this.clock.atLeast();
    const records = await read();
    this.forgetOld();
    for (const { object, id, modifiedAt } of records) {
      // A later reading takes nothing back: somebody else may have asked, and a write rests on the one before.
      if (askedAt !== null && untilOver(modifiedAt, askedAt) === 0) continue;
      const key = `${object}/${id}`;
      // So that the oldest stay first.
      this.known.delete(key);
      this.known.set(key, { stamp: modifiedAt.getTime(), at: this.timing.now().getTime() });
    }
    return records;
  }

  /**
   * Writes all but the changes that were decided on such a reading: of those it is not known whether somebody has
   * changed the record since. They are told so when that second is over, so that the next reading is better.
   */
  async writing(
    writes: readonly HostedWrite[],
    write: (settled: readonly HostedWrite[]) => Promise<HostedWriteOutcome[]>,
  ): Promise<HostedWriteOutcome[]> {
    const unsettled = new Set(writes.filter((one) => this.restsOnOne(one)));
    // Told once: whoever hears it reads again.
    for (const { object, id } of unsettled) this.known.delete(`${object}/${id}`);
    const settled = writes.filter((one) => !unsettled.has(one));
    const outcomes = settled.length > 0 || unsettled.size === 0 ? [...(await write(settled))] : [];
    const now = this.clock.atLeast() ?? this.timing.now();
    const waits = [...unsettled].map(({ unchangedSince }) => untilOver(unchangedSince!, now));
    if (waits.length > 0) await this.timing.sleep(Math.max(...waits));
    return writes.map((one) => (unsettled.has(one) ? { outcome: 'changed-since' } : outcomes.shift()!));
  }

  private restsOnOne({ object, id, operation, unchangedSince }: HostedWrite): boolean {
    if (operation !== 'update' || !unchangedSince) return false;
    return this.known.get(`${object}/${id}`)?.stamp === unchangedSince.getTime();
  }

  private forgetOld(): void {
    const now = this.timing.now().getTime();
    for (const [key, { at }] of this.known) {
      if (now - at < KEPT_MS) return;
      this.known.delete(key);
    }
  }
}

/** How long until the second of a stamp is over, in milliseconds; `now` is Salesforce's time or earlier. */
function untilOver(stamp: Date, now: Date): number {
  return Math.max(0, Math.floor(stamp.getTime() / SECOND_MS) * SECOND_MS + SECOND_MS - now.getTime());
}
