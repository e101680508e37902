/** Who decided something about parked events, and why. Both are kept for good. */
export interface Decision {
  by: string;
  reason: string;
}

/** Where a parked event stands. */
export interface ParkedPlace {
  consumer: string;
  source: string;
  key: string;
  sequence: number;
}

/** What became of a parked event: by the consumer itself, or by a person's decision. */
export interface HistoryEntry {
  at: Date;
  consumer: string;
  source: string;
  key: string;
  sequence: number;
  what: 'parked' | 'failed' | 'handled' | 'redriven' | 'discarded';
  /** Null for what the consumer did itself. */
  decidedBy: string | null;
  reason: string | null;
}

/**
 * A statement that changes parked events, with a second half that writes down what happened to them, so that neither
 * is ever there without the other.
 *
 * @param change a statement ending in `returning` with at least consumer, source, key, sequence, attempts and reason
 * @param note   what is written down of each changed row, e.g. `what: "'handled'"`; SQL expressions over the row
 */
export function noted(
  schema: string,
  change: string,
  note: { what: string; decidedBy?: string; reason?: string; where?: string },
): string {
  return `with changed as (${change}), written as (
    insert into ${schema}.parked_history (consumer, source, key, sequence, what, decided_by, reason)
    select consumer, source, key, sequence, ${note.what}, ${note.decidedBy ?? 'null'}, ${note.reason ?? 'null'}
    from changed where ${note.where ?? 'attempts > 0'} order by consumer, source, key, sequence
  ) select * from changed`;
}
