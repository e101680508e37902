import type { Fields, RecordType } from '@salesagent/canon/sales';
import type { MayBegin, Priority, Probe } from './hosted/port';

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
  operation: 'create' | 'update' | 'delete';
  /** Nothing for a delete. */
  set: FieldValues;
  /** Values seen when the write was decided; a different one now is a conflict. */
  expect?: FieldValues;
  expectedVersion?: number;
  /** Whose turn it is when the quota is short; `approval` when absent. */
  priority?: Priority;
}

export interface WriteResult {
  /** The CRM's id: a hosted CRM gives one of its own to what is created. */
  id: string;
  before: FieldValues | null;
  after: FieldValues;
  /** Counts changes where the CRM does (our own); `null` where it does not. */
  version: number | null;
  /** Values of people that the write hit in the window between reading and writing, and that were put back. */
  restored: FieldValues;
  /** Such values that the CRM does not accept any more: ours stands, and a person is to be told. Absent: none. */
  lost?: FieldValues;
}

/** What became of one write of several: its result, or why it has none. */
export type WriteOutcome = { result: WriteResult; error?: never } | { error: unknown; result?: never };

/** What a CRM tells of one record at one time. */
export interface RecordState {
  type: RecordType;
  id: string;
  /** What is known here: an absent field is not known (and so unchanged), `null` is empty. */
  fields: FieldValues;
  changedAt: Date;
  /** A person's id, `import`, or the action id of our own write; `unknown` where the CRM does not tell. */
  by: string;
  /** The CRM marks it as made through our own connection. */
  ours: boolean;
  state: 'live' | 'deleted' | 'merged';
  mergedInto?: string;
}

export interface StatePage {
  states: RecordState[];
  /** Opaque: where to go on. Keep it in the transaction that keeps the states. */
  cursor: string;
  /** There is more to read at once; else ask again later. */
  more: boolean;
}

/** What a CRM must offer, in canon. Salesforce, HubSpot and our own Postgres CRM are adapters of it. */
export interface CrmConnector {
  readonly conditionalWrite: ConditionalWrite;
  /** Record types this CRM holds, in an order in which no record comes before one it refers to. */
  types(): readonly RecordType[];
  /** Whether a write of this field goes to the CRM; what it does not hold, or fills by itself, stays in the copy. Absent: all do. */
  holds?(type: RecordType, field: string): boolean;
  /** Records that an object of the CRM stands for, as a webhook names it; none where it is not mapped. */
  recordsOf?(object: string, id: string): readonly { type: RecordType; id: string }[];
  /** What `crm doctor` looks at in the CRM itself: permissions, limits, what the mapping reaches. */
  probes?(): Promise<Probe[]>;
  /**
   * Writes in the CRM's own names, for people who look before they happen, in the order given. Records are read for it:
   * what a write comes to may rest on what they hold. @throws InvalidField, RecordNotFound – they would not happen
   */
  preview?(writes: readonly CrmWrite[]): Promise<{ object: string; values: FieldValues }[]>;
  /** Where changes go on from now: take it before a backfill, so that nothing falls between. */
  position(): Promise<string>;
  /** Every live record of a type, in pages, from the start or after a cursor. */
  backfill(type: RecordType, cursor: string | null): Promise<StatePage>;
  /** Changes after a cursor: at least once, in the CRM's order per record. @throws CursorExpired */
  changesSince(cursor: string): Promise<StatePage>;
  /** Present states by id; what does not exist is absent. */
  read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>>;
  /**
   * Writes, each for itself, in as few requests as the CRM allows; what became of each, in the order given. An error
   * that is a RecordConflict, RecordNotFound or InvalidField says that nothing of this write is in the CRM; any other
   * leaves it open, and the same key again settles it. Writes to one record follow each other. What `mayBegin` throws
   * is the error of the writes that it kept from being sent; what an earlier attempt has begun is finished without it.
   */
  writeMany(writes: readonly CrmWrite[], writer: Writer, mayBegin?: MayBegin): Promise<WriteOutcome[]>;
  /** Those of these keys whose write may have reached the CRM, in this attempt or an earlier one. Absent: all may have. */
  begun?(keys: readonly string[]): Promise<ReadonlySet<string>>;
}
