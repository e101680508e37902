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
  const byName = new Map(fields.flatMap((field) => namesInHistory(field, types).map((each) => [each, field])));
  const earliest = new Date(Math.min(...records.map(({ since }) => since.getTime())));
  const from = new Map(records.map(({ id, since }) => [id, wholeSecond(since).getTime()]));
  try {
    for (const ids of listParts([...from.keys()])) {
      const select = {
        fields: ['Id', parent, 'Field', 'DataType', 'OldValue', 'NewValue', 'CreatedDate', 'CreatedById'],
        from: name,
        where: `${inList(parent, ids)} AND CreatedDate >= ${soqlInstant(earliest)}`,
        orderBy: 'CreatedDate, Id',
      };
      for (const row of (await query(session, select, 'approval')).records) {
        const [id, field] = [String(row[parent]), byName.get(String(row['Field']))];
        if (field === undefined || isNameOfReference(row, types.get(field))) continue;
        const edit = editOf(row, field, types.get(field), ourId);
        if (edit.at.getTime() >= from.get(id)!) edits.set(id, [...(edits.get(id) ?? []), edit]);
      }
    }
    return edits;
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'INVALID_TYPE' || error.status === 404)) return new Map();
    throw error;
  }
}

function editOf(row: RestRecord, field: string, type: HostedFieldType | undefined, ourId: string): FieldEdit {
  const by = (row['CreatedById'] as string | null) ?? null;
  return {
    field,
    before: formerValue(row['OldValue'], type),
    after: formerValue(row['NewValue'], type),
    at: instant(String(row['CreatedDate'])),
    by,
    ours: by === ourId,
  };
}

/** A standard lookup is called by its relationship (`Owner`), a custom one by its own name. */
function namesInHistory(field: string, types: FieldTypes): string[] {
  const standardLookup = types.get(field) === 'reference' && !field.endsWith('__c');
  return standardLookup ? [field, field.replace(/Id$/, '')] : [field];
}

/** "EntityHistory": two rows tell that a lookup changed, one of them with the names that people see. */
function isNameOfReference(row: RestRecord, type: HostedFieldType | undefined): boolean {
  return type === 'reference' && row['DataType'] !== 'EntityId';
}

/** `anyType`: a number may come as text, as the history of some field types does. */
function formerValue(value: unknown, type: HostedFieldType | undefined) {
  const numeric = type === 'number' || type === 'money' || type === 'percent';
  return numeric && typeof value === 'string' && value !== '' ? Number(value) : hostedValue(value, type);
}
