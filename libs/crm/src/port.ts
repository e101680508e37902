import type { Fields, RecordType } from '@salesagent/canon/sales';

/** A record as the CRM holds it, personal values in plain: the CRM is the system of record. */
export interface CrmRecord<R extends RecordType = RecordType> {
  type: R;
  id: string;
  /** Counts every change, from 1. */
  version: number;
  fields: Fields<R>;
  updatedAt: string;
  /** A person's id, `import`, or the action id of our own write. */
  updatedBy: string;
}

/** Field values by canon name; what is absent is left alone, `null` clears. */
export type FieldValues = Record<string, unknown>;

/** Who writes and why: carried into the change capture and from there into the events. */
export interface Writer {
  by: string;
  /** What caused it: an import id, an action id, a request. */
  cause: string;
  importId?: string;
}

/** One captured change of one record, in the order the CRM made them. */
export interface CrmChange {
  position: string;
  recordType: RecordType;
  recordId: string;
  version: number;
  operation: 'insert' | 'update' | 'delete';
  before: FieldValues | null;
  after: FieldValues | null;
  by: string;
  cause: string;
  importId: string | null;
  changedAt: Date;
}

/**
 * How well a CRM protects a human edit from a write of ours. `strong`: compared and written in one transaction,
 * a human edit is never overwritten. `weak` and `none`: read just before, history read just after.
 */
export type ConditionalWrite = 'strong' | 'weak' | 'none';

/** One write of ours: idempotent by `key`, refused when `expect` no longer holds. */
export interface CrmWrite {
  /** The same key again returns the first result. */
  key: string;
  type: RecordType;
  id: string;
  operation: 'create' | 'update';
  set: FieldValues;
  /** Values seen when the write was decided; a different one now is a conflict. */
  expect?: FieldValues;
  expectedVersion?: number;
}

export interface WriteResult {
  before: FieldValues | null;
  after: FieldValues;
  version: number;
}

export interface ChangePage {
  changes: CrmChange[];
  /** Opaque; `null` when there is nothing after it yet. */
  cursor: string | null;
}

/** What a CRM must offer. Salesforce, HubSpot and our own Postgres CRM are adapters of it. */
export interface CrmConnector {
  readonly conditionalWrite: ConditionalWrite;
  read<R extends RecordType>(type: R, id: string): Promise<CrmRecord<R> | null>;
  changesSince(cursor: string | null, limit: number): Promise<ChangePage>;
  write(write: CrmWrite, writer: Writer): Promise<WriteResult>;
}
