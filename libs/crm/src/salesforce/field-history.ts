import type { FieldEdit, HostedFieldType } from '../hosted/port';
import type { Catalog } from './catalog';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { quoted, soqlInstant } from './soql';
import { hostedValue, instant, type FieldTypes, type RestRecord } from './values';

/** Object Reference: the object that keeps former values, and its field that points to the record. */
export function historyOf(object: string): { name: string; parent: string } {
  if (object === 'Opportunity') return { name: 'OpportunityFieldHistory', parent: 'OpportunityId' };
  if (object.endsWith('__c')) return { name: object.replace(/__c$/, '__History'), parent: 'ParentId' };
  return { name: `${object}History`, parent: `${object}Id` };
}

/**
 * Changes of fields from the second of `since` on, oldest first: the history is kept in whole seconds, and one edit
 * too many is seen rather than one too few. Empty where the object keeps none.
 */
export async function editsSince(
  session: SalesforceSession,
  catalog: Catalog,
  { object, id, fields, since }: { object: string; id: string; fields: readonly string[]; since: Date },
): Promise<FieldEdit[]> {
  if (fields.length === 0) return [];
  const { name, parent } = historyOf(object);
  const [types, ourId] = [await catalog.typesOf(object), await session.userId()];
  const byName = new Map(fields.flatMap((field) => namesInHistory(field, types).map((each) => [each, field])));
  try {
    const { records } = await query(
      session,
      {
        fields: ['Id', 'Field', 'DataType', 'OldValue', 'NewValue', 'CreatedDate', 'CreatedById'],
        from: name,
        where: `${parent} = ${quoted(id)} AND CreatedDate >= ${soqlInstant(since)}`,
        orderBy: 'CreatedDate, Id',
      },
      'approval',
    );
    return records.flatMap((row) => {
      const field = byName.get(String(row['Field']));
      if (field === undefined || isNameOfReference(row, types.get(field))) return [];
      const by = (row['CreatedById'] as string | null) ?? null;
      return {
        field,
        before: formerValue(row['OldValue'], types.get(field)),
        after: formerValue(row['NewValue'], types.get(field)),
        at: instant(String(row['CreatedDate'])),
        by,
        ours: by === ourId,
      };
    });
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'INVALID_TYPE' || error.status === 404)) return [];
    throw error;
  }
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
