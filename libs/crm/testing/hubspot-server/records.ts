/** Through what a value came, as the history of properties tells it. */
export interface ChangeSource {
  sourceType: 'CRM_UI' | 'INTEGRATION' | 'IMPORT' | 'CALCULATED' | 'MERGE_OBJECTS';
  sourceId: string;
  updatedByUserId?: number;
}

export interface HistoryEntry extends ChangeSource {
  value: string;
  timestamp: string;
}

export interface StoredRecord {
  object: string;
  id: string;
  properties: Map<string, string>;
  /** Oldest first, of what changed since the record was made: see {@link historyOf}. */
  history: Map<string, HistoryEntry[]>;
  createdBy: ChangeSource;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
  mergedInto: string | null;
}

export const modifiedProperty = (object: string) =>
  object === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';

/** A person who works in HubSpot's own pages. */
export function person(userId: number): ChangeSource {
  return { sourceType: 'CRM_UI', sourceId: `userId:${userId}`, updatedByUserId: userId };
}

/** An application that writes through the API; nobody is named. */
export function integration(appId: string): ChangeSource {
  return { sourceType: 'INTEGRATION', sourceId: appId };
}

export const CALCULATED: ChangeSource = { sourceType: 'CALCULATED', sourceId: 'RollupProperties' };

/** Puts a value and its history; whether it was another than before. */
export function put(record: StoredRecord, name: string, value: string, now: number, source: ChangeSource): boolean {
  if ((record.properties.get(name) ?? '') === value) return false;
  record.history.set(name, [...historyOf(record, name), { ...source, value, timestamp: new Date(now).toISOString() }]);
  record.properties.set(name, value);
  return true;
}

/** All values of a property, oldest first. The values a record was made with are not kept twice: there are many. */
export function historyOf(record: StoredRecord, name: string): HistoryEntry[] {
  const value = record.properties.get(name);
  const made =
    value === undefined ? [] : [{ ...record.createdBy, value, timestamp: new Date(record.createdAt).toISOString() }];
  return record.history.get(name) ?? made;
}

/** A record as answers show it. */
export function shown(
  record: StoredRecord,
  properties: readonly string[],
  known: ReadonlySet<string>,
  withHistory: readonly string[] = [],
): Record<string, unknown> {
  const always = ['hs_object_id', 'createdate', modifiedProperty(record.object)];
  const names = [...new Set([...always, ...properties])].filter((name) => known.has(name));
  const most = record.object === 'contacts' ? 45 : 20;
  const newestFirst = (name: string) => [...historyOf(record, name)].reverse().slice(0, most);
  const history = withHistory.filter((name) => known.has(name)).map((name) => [name, newestFirst(name)]);
  return {
    id: record.id,
    properties: Object.fromEntries(names.map((name) => [name, record.properties.get(name) ?? null])),
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
    ...(withHistory.length > 0 ? { propertiesWithHistory: Object.fromEntries(history) } : {}),
  };
}
