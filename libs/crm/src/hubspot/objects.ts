import type { HostedRecord, HostedValues, Selection } from '../hosted/port';

/** People that records belong to; read from an API of its own. */
export const OWNERS = 'owners';

/** Objects of every account whose records sales work uses. */
export const OBJECTS = [
  ...['companies', 'contacts', 'deals', 'tickets', 'tasks', 'calls', 'emails', 'meetings', 'notes', 'products'],
  OWNERS,
] as const;

/** Ids of the records that went into this one. */
export const MERGED_IDS = 'hs_merged_object_ids';

/** Who changed the record last, as a HubSpot user id. */
export const CHANGED_BY = 'hs_updated_by_user_id';

/** Fields that stand for associations: `associations.companies` holds the ids of companies, the primary one first. */
export const ASSOCIATIONS = 'associations.';

/** Objects whose records are at stages of pipelines. */
export const STAGED: Readonly<Record<string, { stage: string; pipeline: string }>> = {
  deals: { stage: 'dealstage', pipeline: 'pipeline' },
  tickets: { stage: 'hs_pipeline_stage', pipeline: 'hs_pipeline' },
};

/** The association of a record with its one primary company, by the kind of record. */
export const PRIMARY_COMPANY: Readonly<Record<string, number>> = { contacts: 1, deals: 5, tickets: 26 };

/** Contacts are older than the naming of the others. */
export function modifiedProperty(object: string): string {
  return object === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
}

export function propertiesOf(selection: Selection): string[] {
  const wanted = selection.fields.filter((field) => !field.startsWith(ASSOCIATIONS));
  return [...new Set([...wanted, modifiedProperty(selection.object), MERGED_IDS, CHANGED_BY])];
}

export function associatedObjectsOf(selection: Selection): string[] {
  return selection.fields
    .filter((field) => field.startsWith(ASSOCIATIONS))
    .map((field) => field.slice(ASSOCIATIONS.length));
}

/** A record of any of HubSpot's answers about objects. */
export interface SimpleObject {
  id: string;
  properties: Record<string, string | null>;
  createdAt: Date;
  updatedAt: Date;
  archived?: boolean;
  archivedAt?: Date;
}

export function toHostedRecord(selection: Selection, found: SimpleObject): HostedRecord {
  const values: HostedValues = {};
  for (const field of selection.fields) {
    if (field.startsWith(ASSOCIATIONS)) continue;
    const value = found.properties[field];
    // A property the account does not have is left out of the answer: not known, which is not the same as empty.
    if (value !== undefined) values[field] = value === '' ? null : value;
  }
  return {
    object: selection.object,
    id: found.id,
    values,
    modifiedAt: modifiedAt(selection.object, found),
    modifiedBy: found.properties[CHANGED_BY] || null,
    state: found.archived ? 'deleted' : 'live',
    // Only the history of single properties tells through which application a change came.
    ours: false,
  };
}

function modifiedAt(object: string, found: SimpleObject): Date {
  if (found.archived && found.archivedAt) return found.archivedAt;
  const told = new Date(found.properties[modifiedProperty(object)] ?? Number.NaN);
  return Number.isNaN(told.getTime()) ? found.updatedAt : told;
}

/** Records that were merged into this one, as far as it tells. */
export function mergedInto(object: string, found: SimpleObject): HostedRecord[] {
  return mergedIds(found).map((id) => ({
    object,
    id,
    values: {},
    modifiedAt: modifiedAt(object, found),
    modifiedBy: null,
    state: 'merged',
    mergedInto: found.id,
    ours: false,
  }));
}

export function mergedIds(found: SimpleObject): string[] {
  const told = found.properties[MERGED_IDS]?.split(';') ?? [];
  return told.map((id) => id.trim()).filter((id) => id !== '' && id !== found.id);
}

export function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
