import type { FakeResponse } from '../hosted/fake-http';
import { SalesforceError, type Row } from './rows';
import type { Schema } from './schema';
import { parseSoql } from './soql';
import { meets } from './soql-conditions';

/**
 * Tooling API, "FieldDefinition" (which fields have their history tracked) and "PlatformEventChannelMember" (which
 * objects are selected for change events): `GET /services/data/vXX.X/tooling/query?q=`.
 */
export function toolingQuery(schema: Schema, soql: string): FakeResponse {
  const query = parseSoql(soql);
  const rows = rowsOf(schema, query.from).filter((row) => !query.where || meets(row, query.where));
  const records = rows.map((row) => ({
    attributes: { type: query.from },
    ...Object.fromEntries(query.fields.map((field) => [field, known(row, field)])),
  }));
  return { status: 200, body: { size: records.length, totalSize: records.length, done: true, records } };
}

function known(row: Row, field: string): unknown {
  if (!(field in row)) throw new SalesforceError('INVALID_FIELD', `No such column '${field}'`);
  return row[field];
}

function rowsOf(schema: Schema, from: string): Row[] {
  switch (from) {
    case 'FieldDefinition':
      return schema.all().flatMap((object) =>
        [...schema.fieldsOf(object).values()].map((field) => ({
          QualifiedApiName: field.name,
          'EntityDefinition.QualifiedApiName': object.name,
          IsFieldHistoryTracked: field.tracked ?? false,
        })),
      );
    case 'PlatformEventChannelMember':
      return schema
        .all()
        .filter(({ changeEvents }) => changeEvents)
        .map(({ name }) => ({ SelectedEntity: `${name}ChangeEvent`, EventChannel: 'ChangeEvents' }));
    default:
      throw new SalesforceError('INVALID_TYPE', `sObject type '${from}' is not supported.`);
  }
}
