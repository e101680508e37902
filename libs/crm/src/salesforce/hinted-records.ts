import type { HostedRecord, Selection } from '../hosted/port';
import type { Catalog } from './catalog';
import type { ChangeHint } from './event-stream';
import { readRecords } from './reading';
import type { SalesforceSession } from './session';

/**
 * Records that events are about, as they are now: the values in events are left aside. So an event that comes late or
 * again never takes a record back to what it was, gap events are like all others, and a deletion says into what the
 * record was merged. One read serves all events of an object.
 */
export async function hintedRecords(
  session: SalesforceSession,
  catalog: Catalog,
  selection: Selection,
  hints: readonly ChangeHint[],
  clientName: string,
): Promise<HostedRecord[]> {
  const byId = new Map<string, ChangeHint[]>();
  for (const hint of hints) {
    for (const id of hint.recordIds) byId.set(id, [...(byId.get(id) ?? []), hint]);
  }
  const found = await readRecords(session, catalog, selection, [...byId.keys()], 'background');
  const records = found.map((record) => ({
    ...record,
    // A person's edit may lie between the event and the reading: then the record does not bear our name.
    ours: record.ours && byId.get(record.id)!.every(({ origin }) => isOurs(origin, clientName)),
  }));
  const there = new Set(found.map(({ id }) => id));
  const purged = [...byId].flatMap(([id, about]): HostedRecord[] => {
    const deletion = about.findLast(({ type }) => type.endsWith('DELETE') && !type.endsWith('UNDELETE'));
    return there.has(id) || !deletion ? [] : [deleted(selection, id, deletion.at)];
  });
  return [...records, ...purged];
}

/** `com/salesforce/api/rest/64.0;client=salesagent`; a gap event has no origin, and the record's own mark decides. */
function isOurs(origin: string, clientName: string): boolean {
  return origin === '' || origin.split(';').includes(`client=${clientName}`);
}

/** Gone from the recycle bin too: only the event says when, and so that it is newer than what was read before. */
function deleted({ object }: Selection, id: string, modifiedAt: Date): HostedRecord {
  return { object, id, values: {}, modifiedAt, modifiedBy: null, state: 'deleted', ours: false };
}
