import type { HostedRecord, Priority, Selection } from '../hosted/port';
import type { Catalog } from './catalog';
import { query } from './queries';
import type { SalesforceSession } from './session';
import { inList, listParts } from './soql';
import { hostedRecord, SYSTEM_FIELDS } from './values';

/** Present states by id, with deleted and merged ones as long as they are in the recycle bin; absent is not there. */
export async function readRecords(
  session: SalesforceSession,
  catalog: Catalog,
  selection: Selection,
  ids: readonly string[],
  priority: Priority,
): Promise<HostedRecord[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const [types, ourId] = [await catalog.typesOf(selection.object), await session.userId()];
  const fields = [...SYSTEM_FIELDS, ...(await catalog.stateFieldsOf(selection.object)), ...selection.fields];
  const found: HostedRecord[] = [];
  for (const part of listParts(wanted)) {
    const where = inList('Id', part);
    const { records } = await query(session, { fields, from: selection.object, where }, priority, 'queryAll');
    found.push(...records.map((record) => hostedRecord(selection, record, types, ourId)));
  }
  return found;
}
