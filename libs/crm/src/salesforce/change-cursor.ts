import { CursorExpired } from '../hosted/errors';

/** How far the changes of one object are read. */
export interface ObjectPosition {
  /** Everything that was stamped before is read: ISO, the CRM's time less the overlap. */
  from: string;
  /** In the middle of a read: the last record of the last page, in the order of (SystemModstamp, Id). */
  page?: { stamp: string; id: string; startedAt: string };
  /** The last change event that was handed out. */
  replay?: number;
  /** The subscription in which it was read by stamp to the end; without a replay id only its events go on from there. */
  live?: string;
  /** To be read by stamp: a replay id was lost, or there were changes that were not told one by one. */
  due?: boolean;
}

export interface ChangeCursor {
  objects: Record<string, ObjectPosition>;
  /** The selection that a read by stamp goes on with, by its place. */
  next?: number;
}

/** Deleted records stay in the recycle bin, and so are told, for 15 days. */
const RECYCLE_BIN_MS = 15 * 24 * 3_600_000;

export function writeChangeCursor(cursor: ChangeCursor): string {
  return JSON.stringify(cursor);
}

/** @throws CursorExpired when deletions since then may no longer be told, and for text that is no cursor */
export function readChangeCursor(text: string, now: Date): ChangeCursor {
  const cursor = parsed(text);
  if (typeof cursor?.objects !== 'object') {
    throw new CursorExpired(
      `Not a cursor of Salesforce changes: ${text.slice(0, 80)}; take a new position and read everything again`,
    );
  }
  for (const [object, { from }] of Object.entries(cursor.objects)) {
    if (now.getTime() - Date.parse(from) < RECYCLE_BIN_MS) continue;
    throw new CursorExpired(
      `Changes of ${object} were last read up to ${from}; Salesforce tells deletions for 15 days only: take a new position and read everything again`,
    );
  }
  return cursor;
}

/** The position of an object, where there is none yet that of the oldest: nothing since the cursor was made is lost. */
export function positionOf(cursor: ChangeCursor, object: string): ObjectPosition {
  const oldest = Object.values(cursor.objects)
    .map(({ from }) => from)
    .sort()[0];
  const known = cursor.objects[object];
  if (known) return known;
  if (!oldest) throw new Error('A cursor of Salesforce changes without any object; take a new position');
  return { from: oldest };
}

function parsed(text: string): ChangeCursor | null {
  try {
    return JSON.parse(text) as ChangeCursor | null;
  } catch {
    return null;
  }
}
