import type { ReadDocument } from './model';
import type { UnreadableReason } from './unreadable';

/** A document for the process that reads. */
export interface ReadingOrder {
  /** As messages should name it. */
  file: string;
  bytes: Uint8Array;
}

export type ReadingAnswer =
  | { document: ReadDocument }
  | { unreadable: { reason: UnreadableReason; problem: string; remedy: string } }
  /** A mistake of ours. */
  | { error: string };
