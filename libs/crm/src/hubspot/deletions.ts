import type { HostedRecord, Selection } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import type { ObjectCursor } from './change-cursor';
import { mergedInto, propertiesOf, toHostedRecord } from './objects';

/** Records in one answer of the list API. */
const PAGE = 100;

/** A walk of many pages is made as seldom as one page a minute allows: the daily limit is for other work. */
const PAGE_EVERY_MS = 60_000;

/** Whether it is time for the next walk. */
export function deletionsDue(at: ObjectCursor, now: number, everyMs: number): boolean {
  return now - at.deletedSince >= Math.max(everyMs, ((at.sweepPages ?? 1) - 1) * PAGE_EVERY_MS);
}

/**
 * One page of a walk through the archived records. HubSpot offers no list of what was deleted since, only all that is
 * archived (for 90 days), so a walk goes through all of it and tells of what is new. A record that is archived behind
 * the walk is in the next: that one tells of everything since this one began.
 */
export async function deletionsPage(
  connection: HubSpotConnection,
  selection: Selection,
  at: ObjectCursor,
  overlapMs: number,
): Promise<{ records: HostedRecord[]; at: ObjectCursor; done: boolean }> {
  const sweep = at.sweep ?? { startedAt: connection.now().getTime(), after: null, pages: 0 };
  const answer = await connection.request('read', 'background', (client) =>
    client.crm.objects.basicApi.getPageWithHttpInfo(
      selection.object,
      PAGE,
      sweep.after ?? undefined,
      // Of a deleted record only that it is deleted is told; its former values are in the copy.
      propertiesOf({ object: selection.object, fields: [] }),
      undefined,
      undefined,
      true,
    ),
  );
  const since = at.deletedSince - overlapMs;
  const told = answer.results.filter(({ archivedAt }) => !archivedAt || archivedAt.getTime() >= since);
  const nothing: Selection = { object: selection.object, fields: [] };
  const records = [
    ...told.map((one) => toHostedRecord(nothing, { ...one, archived: true })),
    // What was merged into it may have been deleted with it before anyone saw.
    ...told.flatMap((one) => mergedInto(selection.object, one)),
  ];
  const after = answer.paging?.next?.after;
  const pages = sweep.pages + 1;
  if (after) return { records, at: { ...at, sweep: { ...sweep, after, pages } }, done: false };
  const { sweep: _, ...rest } = at;
  return { records, at: { ...rest, deletedSince: sweep.startedAt, sweepPages: pages }, done: true };
}
