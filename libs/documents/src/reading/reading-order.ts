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

/** File descriptor on which the process that reads says that its memory is spent, before it ends itself. */
export const MEMORY_SPENT = 4;
