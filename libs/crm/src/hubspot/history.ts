import type { FieldEdit } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { ASSOCIATIONS } from './objects';
import { batchRead, type History } from './read';

/**
 * Changes of these properties after an instant, oldest first. HubSpot keeps the history of every property, and in it
 * the application a value came through; associations have none.
 */
export async function editsOf(
  connection: HubSpotConnection,
  record: { object: string; id: string },
  fields: readonly string[],
  since: Date,
  appId: string | undefined,
): Promise<FieldEdit[]> {
  const properties = fields.filter((field) => !field.startsWith(ASSOCIATIONS));
  if (properties.length === 0) return [];
  const found = await batchRead(
    connection,
    record.object,
    { ids: [record.id], properties: [], withHistory: properties },
    'approval',
  );
  const histories = Object.entries(found.find(({ id }) => id === record.id)?.propertiesWithHistory ?? {});
  const edits = histories.flatMap(([field, history]) => editsOfField(field, history, since, appId));
  return edits.sort((a, b) => a.at.getTime() - b.at.getTime());
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
