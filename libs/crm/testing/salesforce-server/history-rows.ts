import type { Actor } from './org';
import type { Row } from './rows';
import { historyOf, type SalesforceObject, type Schema } from './schema';

/** Object Reference, "AccountHistory" and its like: one row for each tracked field that changed. */
export function historyRows(
  schema: Schema,
  object: SalesforceObject,
  before: Row,
  after: Row,
  actor: Actor,
  stamp: string,
): Row[] {
  const { parent } = historyOf(object.name);
  return Object.keys(after)
    .filter((field) => after[field] !== before[field] && schema.field(object, field)?.tracked)
    .map((field) => ({
      ...{ [parent]: before['Id']!, Field: field, OldValue: before[field] ?? null, NewValue: after[field] ?? null },
      ...{ CreatedDate: stamp, CreatedById: actor.userId, DataType: 'Text', SystemModstamp: stamp },
    }));
}
