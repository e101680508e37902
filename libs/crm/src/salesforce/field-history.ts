import type { FieldEdit, HostedFieldType } from '../hosted/port';
import type { Catalog } from './catalog';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { inList, quoted, soqlInstant } from './soql';
import { hostedValue, instant } from './values';

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
  try {
    const { records } = await query(
      session,
      {
        fields: ['Id', 'Field', 'OldValue', 'NewValue', 'CreatedDate', 'CreatedById'],
        from: name,
        where: `${parent} = ${quoted(id)} AND ${inList('Field', fields)} AND CreatedDate >= ${soqlInstant(since)}`,
        orderBy: 'CreatedDate, Id',
      },
      'approval',
    );
    return records.map((row) => {
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
    });
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'INVALID_TYPE' || error.status === 404)) return [];
    throw error;
  }
}

/** `anyType`: a number may come as text, as the history of some field types does. */
function formerValue(value: unknown, type: HostedFieldType | undefined) {
  const numeric = type === 'number' || type === 'money' || type === 'percent';
  return numeric && typeof value === 'string' && value !== '' ? Number(value) : hostedValue(value, type);
}
