import { fieldSpec, type RecordType } from '@salesagent/canon/sales';

/** A mirrored record: the declared fields that are known, personal ones sealed. */
export interface MirrorRow {
  type: RecordType;
  id: string;
  version: number;
  fields: Record<string, unknown>;
}

/** `open`: deals without an outcome, cases and tasks not closed, contracts that are active. */
export type MirrorFilter = 'open';

/** How actions read the mirror; the same for one record and for a set-based pass. */
export interface MirrorReader {
  get(type: RecordType, id: string): Promise<MirrorRow | null>;
  /** By id; ids that are not there are missing from the map. */
  many(type: RecordType, ids: readonly string[]): Promise<Map<string, MirrorRow>>;
  /** Records whose field has this value, in order of id. */
  where(type: RecordType, field: string, value: string | number | boolean): Promise<MirrorRow[]>;
  /** All records of a type, in order of id. */
  all(type: RecordType, filter?: MirrorFilter): Promise<MirrorRow[]>;
}

/** @throws when the canon has no such field */
export function knownField(type: RecordType, field: string): string {
  if (!fieldSpec(type, field)) throw new Error(`${type} has no field "${field}".`);
  return field;
}

/** Whether a record is still open, by what its type calls closed. Unknown types have no such state: always open. */
export function isOpen(row: MirrorRow): boolean {
  const { outcome, status } = row.fields;
  switch (row.type) {
    case 'opportunity':
      return outcome === undefined || outcome === null;
    case 'case':
      return status !== 'closed';
    case 'task':
      return status !== 'done' && status !== 'withdrawn';
    case 'contract':
      return status !== 'ended';
    default:
      return true;
  }
}
