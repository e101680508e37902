import { CursorExpired } from '../hosted/errors';

/** How far the changes of one object are read. All times are HubSpot's, in milliseconds since 1970. */
export interface ObjectCursor {
  /** Changes stamped before this are read. */
  since: number;
  /**
   * While a round of pages is under way: where the next begins. What the index showed when this one began is complete
   * only up to there, however far the pages of the round went.
   */
  settled?: number;
  /** More records than a page have this very stamp: they are read by id. */
  equal?: { stamp: number; afterId: string };
  /** Deletions before this are read. */
  deletedSince: number;
  /** A walk through the archived records that is under way. */
  sweep?: { startedAt: number; after: string | null; pages: number };
  /** Pages of the last walk. */
  sweepPages?: number;
}

export interface ChangeCursor {
  objects: Record<string, ObjectCursor>;
  /** Whose turn it is in this round; absent between rounds. */
  turn?: string;
}

/** HubSpot keeps what was deleted for 90 days; a cursor that is older could miss deletions. */
const OLDEST_MS = 90 * 86_400_000;

export function writeCursor(cursor: ChangeCursor): string {
  return JSON.stringify({ v: 1, ...cursor });
}

/** @throws CursorExpired when it cannot be gone on from without missing something */
export function readCursor(text: string, objects: readonly string[], now: Date): ChangeCursor {
  const cursor = parse(text);
  for (const object of objects) {
    const at = cursor.objects[object];
    if (!at) throw new CursorExpired(`The cursor knows nothing of "${object}", which the mapping now reads.`);
    if (now.getTime() - at.deletedSince > OLDEST_MS) {
      throw new CursorExpired(`The cursor of "${object}" is older than the 90 days HubSpot keeps deleted records.`);
    }
  }
  return cursor;
}

function parse(text: string): ChangeCursor {
  try {
    const parsed = JSON.parse(text) as { v?: unknown } & ChangeCursor;
    if (parsed.v === 1 && typeof parsed.objects === 'object')
      return { objects: parsed.objects, ...(parsed.turn === undefined ? {} : { turn: parsed.turn }) };
  } catch {
    // falls through to the one message
  }
  throw new CursorExpired('This is no cursor of HubSpot changes.');
}
