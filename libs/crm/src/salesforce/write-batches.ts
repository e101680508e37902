import type { HostedWrite } from '../hosted/port';

/** One request of an sObject Collection holds at most this many records. */
export const COLLECTION = 200;

/** One Composite request holds at most this many subrequests. */
export const SUBREQUESTS = 25;

export type BatchKind = 'create' | 'update' | 'conditional' | 'delete';

export interface Batch {
  kind: BatchKind;
  writes: HostedWrite[];
}

function kindOf(write: HostedWrite): BatchKind {
  if (write.operation === 'create') return 'create';
  // A condition belongs to one record and its own subrequest; a deletion knows none and is looked up before.
  if (write.unchangedSince) return write.operation === 'delete' ? 'delete' : 'conditional';
  return write.operation;
}

/**
 * Runs of writes that one request can hold, in the order given: of one kind, creations of one object, and no record
 * or key twice (Salesforce refuses that).
 */
export function batches(writes: readonly HostedWrite[]): Batch[] {
  const result: Batch[] = [];
  for (const write of writes) {
    const kind = kindOf(write);
    const last = result.at(-1);
    const fits =
      last?.kind === kind &&
      last.writes.length < (kind === 'conditional' ? SUBREQUESTS : COLLECTION) &&
      (kind !== 'create' || last.writes[0]!.object === write.object) &&
      !last.writes.some((other) => (kind === 'create' ? other.key === write.key : other.id === write.id));
    if (fits) last.writes.push(write);
    else result.push({ kind, writes: [write] });
  }
  return result;
}
