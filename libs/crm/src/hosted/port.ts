import type { ConditionalWrite } from '../port';

/** CRMs that somebody else runs. */
export type HostedKind = 'salesforce' | 'hubspot';

/** A value as the CRM's own API gives it: Salesforce typed JSON, HubSpot text. `null` is an empty field. */
export type HostedValue = string | number | boolean | null | readonly string[];
export type HostedValues = Record<string, HostedValue>;

export type HostedFieldType =
  | 'text'
  | 'long-text'
  | 'number'
  | 'money'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'choice'
  | 'choices'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'
  | 'other';

/** One value of a picklist or one stage of a pipeline. */
export interface FieldOption {
  value: string;
  label: string;
  active: boolean;
  /** For a stage: its pipeline's id, whether it closes the deal, and the CRM's own probability (0 to 1). */
  pipeline?: string;
  closed?: boolean;
  won?: boolean;
  probability?: number;
}

export interface FieldDescription {
  name: string;
  label: string;
  type: HostedFieldType;
  options: readonly FieldOption[];
  /** Objects a `reference` points to. */
  references: readonly string[];
  createable: boolean;
  updateable: boolean;
  /** Made by the company, not by the vendor. */
  custom: boolean;
  /** Two records never hold the same value: it can carry our write key. */
  unique: boolean;
  /** Former values can be read back, so a person's value hit by a write of ours can be restored. */
  history: boolean;
}

/** An object as the CRM describes it to this sign-in: what it may not see is not here. */
export interface ObjectDescription {
  name: string;
  label: string;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  fields: readonly FieldDescription[];
}

/** Objects and fields to read. HubSpot associations are fields named `associations.{object}`, holding ids, primary first. */
export interface Selection {
  object: string;
  fields: readonly string[];
}

export interface HostedRecord {
  object: string;
  id: string;
  /** What is known here: an absent field is not known, `null` is empty. A change may tell only what changed. */
  values: HostedValues;
  modifiedAt: Date;
  /** The CRM's id of whoever changed it last, where it tells. */
  modifiedBy: string | null;
  state: 'live' | 'deleted' | 'merged';
  /** The record that goes on, of a merged one. */
  mergedInto?: string;
  /** The CRM marks the change as made through our own connection; `false` where it does not tell. */
  ours: boolean;
}

export interface HostedPage {
  records: HostedRecord[];
  /** Where to go on; kept by the caller only after the page is stored. */
  cursor: string;
  /** There is more to read at once; else ask again later. */
  more: boolean;
}

/** Whose turn it is when the quota is short: what a person has approved, before work nobody waits for. */
export type Priority = 'approval' | 'background';

export interface HostedWrite {
  object: string;
  operation: 'create' | 'update' | 'delete';
  /** The CRM's id; `null` for a create. */
  id: string | null;
  /** A create with the same key again finds the record the first one made. */
  key: string;
  /** Only the fields that change. */
  values: HostedValues;
  /** Refuse when the record was changed after this, as far as the CRM can tell (its own precision). */
  unchangedSince?: Date;
}

/**
 * Asked right before each request that begins to write is sent, after whatever it has waited for. What it throws keeps
 * the request from being sent, and is why the writes in it have not begun.
 */
export type MayBegin = () => Promise<void>;

/** What became of one write; the writes of one call succeed and fail each for itself. */
export type HostedWriteOutcome =
  | { outcome: 'written'; id: string }
  | { outcome: 'changed-since' }
  | { outcome: 'gone'; mergedInto?: string }
  /** {@link MayBegin} kept it from being sent, by this error. */
  | { outcome: 'not-begun'; error: unknown }
  /** What would be thrown, were it not that others of the call were kept from being sent: those are told for themselves. */
  | { outcome: 'open'; error: unknown }
  /** The CRM does not accept these values; `code` and `message` are its own, `field` where it names one. */
  | { outcome: 'refused'; code: string; message: string; field?: string };

/** A former value of a field, from the CRM's own history. */
export interface FieldEdit {
  field: string;
  before: HostedValue;
  after: HostedValue;
  at: Date;
  by: string | null;
  ours: boolean;
}

/** A record whose history is asked for, from an instant on; each record once. */
export interface EditsAsked {
  id: string;
  since: Date;
}

/** How much of a limit is used, as the CRM last told. */
export interface LimitReading {
  name: string;
  used: number;
  limit: number;
  /** When it begins anew; `null` when it slides. */
  resetsAt: Date | null;
}

/** One thing `crm doctor` looked at. */
export interface Probe {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  found: string;
  /** What to do about it; empty when nothing is. */
  remedy: string;
}

/**
 * A CRM that somebody else runs, in its own names and values; the mapping makes canon of it.
 * All calls keep the quotas they are given, renew tokens by themselves, and throw {@link CrmUnavailable} for what
 * passes and {@link CrmForbidden} for what only a person can mend.
 */
export interface HostedCrm {
  readonly kind: HostedKind;
  readonly conditionalWrite: Exclude<ConditionalWrite, 'strong'>;
  /** Writes of one object and operation that are sent in one request; more are several requests, one after another. */
  readonly writesAtOnce: number;
  describe(objects: readonly string[]): Promise<ObjectDescription[]>;
  /** Where changes go on from now: take it before a backfill, so that nothing falls between. */
  position(selections: readonly Selection[]): Promise<string>;
  /** Every live record of one object, in pages. A page read again after a crash may repeat records. */
  backfill(selection: Selection, cursor: string | null): Promise<HostedPage>;
  /** Changes, deletions and merges after a cursor, at least once, in the CRM's order per record. */
  changesSince(selections: readonly Selection[], cursor: string): Promise<HostedPage>;
  /** Present states by id; what does not exist is absent, what was deleted or merged says so where the CRM tells. */
  read(selection: Selection, ids: readonly string[], priority: Priority): Promise<HostedRecord[]>;
  /**
   * In the order given; a thrown CrmUnavailable with `mayHaveHappened` leaves the outcome open. What has begun is
   * finished (the associations of a record that was just made, say), whatever `mayBegin` says by then.
   */
  write(writes: readonly HostedWrite[], priority: Priority, mayBegin?: MayBegin): Promise<HostedWriteOutcome[]>;
  /**
   * Changes of these fields by record, of each at or after an instant of its own and oldest first. A record is absent
   * where nothing was changed, or the CRM keeps no history of the fields.
   */
  editsSince(
    object: string,
    records: readonly EditsAsked[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, readonly FieldEdit[]>>;
  limits(): Promise<LimitReading[]>;
  probes(): Promise<Probe[]>;
}

/** The clock that waits and limits run on; a virtual one in tests. */
export interface Timing {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Admission to a CRM's quota, shared over instances. */
export interface Quota {
  /** Waits until `cost` units of a bucket may be spent, higher priority first. @throws QuotaExhausted */
  take(bucket: string, priority: Priority, cost?: number): Promise<void>;
  /** What the CRM itself said is left or when to come back; it counts other applications too. */
  told(reading: { bucket: string; remaining?: number; limit?: number; retryAfterMs?: number }): Promise<void>;
}
