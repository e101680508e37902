import type { PoolClient } from 'pg';
import { fieldSpec, type Change, type RecordType } from '@salesagent/canon/sales';
import {
  checkFields,
  completeEdit,
  pick,
  readRecords,
  RecordConflict,
  RecordNotFound,
  type CrmConnector,
  type FieldValues,
} from '@salesagent/crm';
import { rowsLeft } from '../batch-rows';
import { idFor, taskFields, type ChangeContext } from '../changes';

/** One write as it is decided: what goes to the CRM, and what only the copy holds. */
export interface PlannedWrite {
  type: RecordType;
  /** For a create the id that it is known by until the CRM gives its own. */
  id: string;
  operation: 'create' | 'update' | 'delete';
  set: FieldValues;
  /** Values the CRM must still hold. */
  expect: FieldValues;
  /** Fields the CRM does not hold. */
  local: FieldValues;
}

export interface Plan {
  writes: PlannedWrite[];
  note: string | null;
}

/** The type of record a change writes. */
export function typeOf(change: Change): RecordType {
  switch (change.kind) {
    case 'task':
    case 'document':
      return change.kind;
    case 'record':
    case 'fields-batch':
      return change.type;
    case 'fields':
      return change.record.type;
  }
}

/** Whether something of a change goes to the CRM. Documents never do: their bytes are here. */
export function isHeld(connector: CrmConnector, change: Change): boolean {
  const type = typeOf(change);
  if (change.kind === 'document' || !connector.types().includes(type)) return false;
  if (change.kind === 'fields') return Object.keys(change.set).some((field) => holds(connector, type, field));
  if (change.kind === 'fields-batch') return change.fields.some((field) => holds(connector, type, field));
  return true;
}

/**
 * What a change writes, decided on the copy as it is now. Reads only.
 * @throws RecordConflict, RecordNotFound, InvalidField – it then does not happen
 */
export async function planChange(
  client: PoolClient,
  connector: CrmConnector,
  change: Change,
  context: ChangeContext,
): Promise<Plan> {
  const type = typeOf(change);
  const divided = (id: string, operation: PlannedWrite['operation'], set: FieldValues, expect: FieldValues = {}) => ({
    ...{ type, id, operation },
    set: only(set, (field) => holds(connector, type, field)),
    expect: only(expect, (field) => holds(connector, type, field)),
    local: only(set, (field) => !holds(connector, type, field)),
  });
  switch (change.kind) {
    case 'task': {
      const set = taskFields(change, context);
      checkFields(type, set);
      return { writes: [divided(idFor('task', context.actionId), 'create', set)], note: null };
    }
    case 'record':
      checkFields(type, change.set);
      return { writes: [divided(change.id, 'create', change.set)], note: null };
    case 'fields': {
      const { record, expect, set } = change;
      checkFields(type, set);
      const current = (await readRecords(client, type, [record.id])).get(record.id);
      if (!current) throw new RecordNotFound(type, record.id);
      mustHold(type, record.id, current.fields, expect);
      const full = completeEdit(type, current.fields, set, context.now);
      return { writes: [divided(record.id, 'update', full, expect)], note: null };
    }
    case 'fields-batch': {
      const { news, current, note } = await rowsLeft(client, change, context);
      const writes = news.map(({ id, fields }) => {
        // An edit that the copy does not know of yet shows in the CRM; agents' own fields are no person's.
        const peoples = only(fields, (field) => !fieldSpec(type, field)?.agent);
        return divided(id, 'update', fields, pick(current.get(id)!.fields, peoples));
      });
      return { writes, note };
    }
    case 'document':
      throw new Error('Documents are filed in the copy, not in a hosted CRM.');
  }
}

export function holds(connector: CrmConnector, type: RecordType, field: string): boolean {
  return connector.types().includes(type) && (connector.holds?.(type, field) ?? true);
}

export function only(fields: FieldValues, wanted: (field: string) => boolean): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => wanted(field)));
}

function mustHold(type: RecordType, id: string, fields: FieldValues, expect: FieldValues): void {
  for (const [field, expected] of Object.entries(expect)) {
    const actual = fields[field] ?? null;
    if (JSON.stringify(actual) === JSON.stringify(expected ?? null)) continue;
    const detail = `${field} no longer holds the value the change was decided on`;
    throw new RecordConflict(type, id, expected, actual, detail);
  }
}
