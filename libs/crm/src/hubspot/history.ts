import type { EditsAsked, FieldEdit } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { ASSOCIATIONS, chunked } from './objects';
import { batchRead, type History } from './read';

/** Records whose history one batch read tells (Objects, "Retrieve records with property history"). */
const BATCH_WITH_HISTORY = 50;

/**
 * Changes of these properties after an instant, by record and oldest first. HubSpot keeps the history of every property,
 * and in it the application a value came through; associations have none.
 */
export async function editsOf(
  connection: HubSpotConnection,
  object: string,
  records: readonly EditsAsked[],
  fields: readonly string[],
  appId: string | undefined,
): Promise<Map<string, FieldEdit[]>> {
  const properties = fields.filter((field) => !field.startsWith(ASSOCIATIONS));
  const edits = new Map<string, FieldEdit[]>();
  if (properties.length === 0) return edits;
  for (const some of chunked(records, BATCH_WITH_HISTORY)) {
    const ids = some.map(({ id }) => id);
    const found = await batchRead(connection, object, { ids, properties: [], withHistory: properties }, 'approval');
    for (const { id, since } of some) {
      const histories = Object.entries(found.find((one) => one.id === id)?.propertiesWithHistory ?? {});
      const own = histories.flatMap(([field, history]) => editsOfField(field, history, since, appId));
      if (own.length > 0)
        edits.set(
          id,
          own.sort((a, b) => a.at.getTime() - b.at.getTime()),
        );
    }
  }
  return edits;
}

/** Values of one property that HubSpot shows at least; of contacts it shows 45. */
const SHOWN = 20;

function editsOfField(field: string, history: readonly History[], since: Date, appId: string | undefined): FieldEdit[] {
  // The newest comes first; of two at one time the order is HubSpot's.
  const oldestFirst = [...history].reverse();
  // Where older values may have been cut off, what was there before the oldest is not known, and not told as empty.
  const known = history.length >= SHOWN ? 1 : 0;
  return oldestFirst.flatMap((entry, index) => {
    if (index < known || entry.timestamp.getTime() <= since.getTime()) return [];
    return [
      {
        field,
        before: oldestFirst[index - 1]?.value || null,
        after: entry.value || null,
        at: entry.timestamp,
        by: editorOf(entry),
        ours: appId !== undefined && entry.sourceType === 'INTEGRATION' && entry.sourceId === appId,
      },
    ];
  });
}

/** A HubSpot user's id; older entries have it only in `sourceId`, as `userId:123`. */
function editorOf({ updatedByUserId, sourceId }: History): string | null {
  return updatedByUserId?.toString() ?? /^userId:(\d+)$/.exec(sourceId ?? '')?.[1] ?? null;
}
