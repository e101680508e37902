import type { EditsAsked, FieldEdit, HostedFieldType } from '../hosted/port';
import type { Catalog } from './catalog';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { inList, listParts, soqlInstant, wholeSecond } from './soql';
import { hostedValue, instant, type FieldTypes, type RestRecord } from './values';

/** Object Reference: the object that keeps former values, and its field that points to the record. */
export function historyOf(object: string): { name: string; parent: string } {
  if (object === 'Opportunity') return { name: 'OpportunityFieldHistory', parent: 'OpportunityId' };
  if (object.endsWith('__c')) return { name: object.replace(/__c$/, '__History'), parent: 'ParentId' };
  return { name: `${object}History`, parent: `${object}Id` };
}

/**
 * Changes of fields from the second of each record's `since` on, oldest first: the history is kept in whole seconds,
 * and one edit too many is seen rather than one too few. Empty where the object keeps none.
 */
export async function editsSince(
  session: SalesforceSession,
  catalog: Catalog,
  asked: { object: string; records: readonly EditsAsked[]; fields: readonly string[] },
): Promise<Map<string, FieldEdit[]>> {
  const { object, records, fields } = asked;
  const edits = new Map<string, FieldEdit[]>();
  if (fields.length === 0 || records.length === 0) return edits;
  const { name, parent } = historyOf(object);
  const [types, ourId] = [await catalog.typesOf(object), await session.userId()];
  const earliest = new Date(Math.min(...records.map(({ since }) => since.getTime())));
  const from = new Map(records.map(({ id, since }) => [id, wholeSecond(since).getTime()]));
  try {
    for (const ids of listParts([...from.keys()])) {
      const select = {
        fields: ['Id', parent, 'Field', 'OldValue', 'NewValue', 'CreatedDate', 'CreatedById'],
        from: name,
        where: `${inList(parent, ids)} AND ${inList('Field', fields)} AND CreatedDate >= ${soqlInstant(earliest)}`,
        orderBy: 'CreatedDate, Id',
      };
      for (const row of (await query(session, select, 'approval')).records) {
        const [id, edit] = [String(row[parent]), editOf(row, types, ourId)];
        if (edit.at.getTime() >= from.get(id)!) edits.set(id, [...(edits.get(id) ?? []), edit]);
      }
    }
    return edits;
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'INVALID_TYPE' || error.status === 404)) return new Map();
    throw error;
  }
}

function editOf(row: RestRecord, types: FieldTypes, ourId: string): FieldEdit {
  const field = String(row['Field']);
  const by = (row['CreatedById'] as string | null) ?? null;
  return {
    field,
    before: formerValue(row['OldValue'], types.get(field)),
    after: formerValue(row['NewValue'], types.get(field)),
    at: instant(String(row['CreatedDate'])),
    by,
    ours: by === ourId,
  };
}

/** `anyType`: a number may come as text, as the history of some field types does. */
function formerValue(value: unknown, type: HostedFieldType | undefined) {
  const numeric = type === 'number' || type === 'money' || type === 'percent';
  return numeric && typeof value === 'string' && value !== '' ? Number(value) : hostedValue(value, type);
}
