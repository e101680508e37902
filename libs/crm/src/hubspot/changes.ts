import type { HostedPage, HostedRecord, Selection } from '../hosted/port';
import { changedPage } from './changed-records';
import { readCursor, writeCursor, type ObjectCursor } from './change-cursor';
import type { HubSpotConnection } from './connection';
import { deletionsDue, deletionsPage } from './deletions';
import { OWNERS } from './objects';
import { allOwners } from './owners';

export interface ChangeReading {
  /** Longer than the search index ever lags: this much is read again each time. */
  overlapMs: number;
  /** Between two walks through what is archived, each of which reads all of it. */
  deletionsEveryMs: number;
}

/** Where changes go on from now, with the overlap before it. */
export async function presentPosition(
  connection: HubSpotConnection,
  selections: readonly Selection[],
  { overlapMs }: ChangeReading,
): Promise<string> {
  // Asked for its time stamp: the position is one of HubSpot's clock.
  await connection.request('read', 'background', (client) =>
    client.crm.owners.ownersApi.getPageWithHttpInfo(undefined, undefined, 1, false),
  );
  const since = connection.now().getTime() - overlapMs;
  const objects = Object.fromEntries(selections.map(({ object }) => [object, { since, deletedSince: since }]));
  return writeCursor({ objects });
}

/**
 * The next page of changes. Objects have turns, one round is done when each has told all it had; the page after that
 * begins a new round. Pages without records are passed over.
 */
export async function changesPage(
  connection: HubSpotConnection,
  selections: readonly Selection[],
  cursorText: string,
  reading: ChangeReading,
): Promise<HostedPage> {
  const names = selections.map(({ object }) => object);
  const cursor = readCursor(cursorText, names, connection.now());
  let turn = Math.max(0, names.indexOf(cursor.turn ?? ''));
  const objects = { ...cursor.objects };
  while (turn < selections.length) {
    const selection = selections[turn]!;
    const page = await objectPage(connection, selection, objects[selection.object]!, reading);
    objects[selection.object] = page.at;
    if (page.done) turn += 1;
    const more = turn < selections.length;
    if (page.records.length > 0 || !more) {
      const next = more ? { turn: names[turn]! } : {};
      return { records: page.records, cursor: writeCursor({ objects, ...next }), more };
    }
  }
  return { records: [], cursor: writeCursor({ objects }), more: false };
}

interface ObjectPage {
  records: HostedRecord[];
  at: ObjectCursor;
  done: boolean;
}

async function objectPage(
  connection: HubSpotConnection,
  selection: Selection,
  at: ObjectCursor,
  { overlapMs, deletionsEveryMs }: ChangeReading,
): Promise<ObjectPage> {
  if (selection.object === OWNERS) return changedOwners(connection, selection, at, deletionsEveryMs);
  if (at.sweep) return deletionsPage(connection, selection, at, overlapMs);
  const page = await changedPage(connection, selection, at, overlapMs);
  const due = deletionsDue(at, connection.now().getTime(), deletionsEveryMs);
  if (!page.done || !due) return page;
  // The walk comes after the changes, so that of a record changed and then deleted the deletion is told last.
  const deletions = await deletionsPage(connection, selection, page.at, overlapMs);
  return { ...deletions, records: [...page.records, ...deletions.records] };
}

/** Owners cannot be searched; there are few, and they seldom change. */
async function changedOwners(
  connection: HubSpotConnection,
  selection: Selection,
  at: ObjectCursor,
  everyMs: number,
): Promise<ObjectPage> {
  const now = connection.now().getTime();
  if (now - at.deletedSince < everyMs) return { records: [], at, done: true };
  const records = (await allOwners(connection, selection)).filter(({ modifiedAt }) => modifiedAt.getTime() >= at.since);
  return { records, at: { since: at.deletedSince, deletedSince: now }, done: true };
}
