import type { Actor } from './org';
import type { Row, Value } from './rows';
import { historyOf, type SalesforceField, type SalesforceObject, type SalesforceType, type Schema } from './schema';

/** Object Reference, "ActivityFieldHistory": what `DataType` is for the fields there are. */
const DATA_TYPES: Record<SalesforceType, string> = {
  id: 'EntityId',
  string: 'Text',
  textarea: 'MultiLineText',
  double: 'Double',
  int: 'Double',
  currency: 'Currency',
  percent: 'Percent',
  boolean: 'Boolean',
  date: 'DateOnly',
  datetime: 'DateTime',
  picklist: 'DynamicEnum',
  multipicklist: 'MultiEnum',
  reference: 'EntityId',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
};

/** "EntityHistory": of long text areas and multi-select picklists the history only says that they changed. */
const WITHOUT_VALUES = new Set<SalesforceType>(['textarea', 'multipicklist']);

/**
 * Object Reference, "StandardObjectNameHistory" (AccountHistory, OpportunityFieldHistory …): a row for each tracked
 * field that changed. "CaseHistory", "EntityHistory": two rows where a foreign key changed, the first with the names
 * that people see, the second with the ids that only the API tells. `Field` of a standard lookup is the name of its
 * relationship (`Owner`), as the describe of the history object lists it; a custom one has its own (`Partner__c`).
 */
export function historyRows(
  schema: Schema,
  object: SalesforceObject,
  { before, after, actor, stamp }: { before: Row; after: Row; actor: Actor; stamp: string },
  nameOf: (object: string, id: Value) => Value,
): Row[] {
  const { parent } = historyOf(object.name);
  const row = (Field: string, DataType: string, OldValue: Value, NewValue: Value): Row => ({
    ...{ [parent]: before['Id']!, Field, DataType, OldValue, NewValue },
    ...{ CreatedDate: stamp, CreatedById: actor.userId, SystemModstamp: stamp },
  });
  return Object.keys(after)
    .map((name) => schema.field(object, name))
    .filter((field) => field?.tracked)
    .map((field) => field!)
    .filter(({ name }) => after[name] !== before[name])
    .flatMap((field) => {
      const [old, now] = [before[field.name] ?? null, after[field.name] ?? null];
      const type = DATA_TYPES[field.type];
      if (WITHOUT_VALUES.has(field.type)) return [row(field.name, type, null, null)];
      if (field.type !== 'reference') return [row(field.name, type, old, now)];
      const [called, seen] = [relationship(field), (id: Value) => id && nameOf(field.references![0]!, id)];
      return [row(called, 'Text', seen(old), seen(now)), row(called, type, old, now)];
    });
}

function relationship({ name }: SalesforceField): string {
  return name.endsWith('__c') ? name : name.replace(/Id$/, '');
}
