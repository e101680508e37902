import type { PoolClient } from 'pg';

/** An event as a service hands it to the store. */
export interface EventToAppend {
  /** Deterministic (`eventId` of canon/events): the same id is the same fact and is stored once. */
  id: string;
  type: string;
  /** Version of the type's schema; the newest of the store's ladder when absent, 1 where it has none. */
  version?: number;
  /** Any JSON value. Personal values are sealed before they come here. */
  data: unknown;
  /** Business time: when it happened, not when it was written down. */
  occurredAt: Date;
  correlationId: string;
  causationId: string;
  /** Who did it: a person's id, a service, `import`. */
  actor?: string | null;
  /** W3C trace context of the hop that wrote it. */
  traceparent?: string | null;
}

/** Where a reader stands in the log: everything up to and including it has been read. */
export interface Cursor {
  /** Transaction that appended the event (`xid8` as text: it is 64 bits wide). */
  transactionId: string;
  position: number;
}

/** An event as it was stored, upcast to the newest version its reader knows. */
export interface StoredEvent {
  id: string;
  type: string;
  version: number;
  data: unknown;
  occurredAt: Date;
  correlationId: string;
  causationId: string;
  actor: string | null;
  traceparent: string | null;
  stream: string;
  /** From 1, without gaps, per stream. */
  streamVersion: number;
  /** From 1, without gaps, per stream, counting integration events only; null for internal events. */
  sequence: number | null;
  recordedAt: Date;
  cursor: Cursor;
}

/** The stream version the writer decided on; `'none'` = the stream must not exist, `'any'` = do not check. */
export type Expected = number | 'none' | 'any';

export interface AppendResult {
  stream: string;
  /** Version of the stream after the append. */
  version: number;
  /** Events written now. */
  appended: number;
  /** Ids that were in the store already and were not written again. */
  duplicates: string[];
}

export interface StreamBatch {
  stream: string;
  expected: Expected;
  events: readonly EventToAppend[];
}

/** What may be done inside {@link EventStore.transact}. */
export interface StoreTransaction {
  /** The connection of the transaction, for views that change together with the log. */
  readonly client: PoolClient;
  append(stream: string, expected: Expected, events: readonly EventToAppend[]): Promise<AppendResult>;
  /** Appends to many streams with a handful of statements, however many events there are. */
  appendMany(batches: readonly StreamBatch[]): Promise<AppendResult[]>;
  read(stream: string, fromVersion?: number): Promise<StoredEvent[]>;
}
