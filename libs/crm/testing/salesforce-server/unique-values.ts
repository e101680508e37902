import { SalesforceError, type Row } from './rows';
import type { SalesforceObject, Schema } from './schema';

/** No two living records share a unique external id. @throws SalesforceError */
export function checkUnique(schema: Schema, object: SalesforceObject, row: Row, others: Iterable<Row>): void {
  const fields = [...schema.fieldsOf(object).values()].filter(
    ({ name, externalId }) => externalId && row[name] != null,
  );
  if (fields.length === 0) return;
  for (const other of others) {
    if (other['Id'] === row['Id'] || other['IsDeleted'] === true) continue;
    const shared = fields.find(({ name }) => other[name] === row[name]);
    if (!shared) continue;
    const message = `duplicate value found: ${shared.name} duplicates value on record with id: ${String(other['Id'])}`;
    throw new SalesforceError('DUPLICATE_VALUE', message);
  }
}
