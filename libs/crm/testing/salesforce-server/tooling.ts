import type { FakeResponse } from '../hosted/fake-http';
import { SalesforceError, type Row } from './rows';
import type { SalesforceField, Schema } from './schema';
import { parseSoql } from './soql';
import { meets } from './soql-conditions';

/**
 * Tooling API, "FieldDefinition" (which fields have their history tracked), "PlatformEventChannelMember" (which
 * objects are selected for change events) and "CustomField" (what a field is, seen or hidden):
 * `GET /services/data/vXX.X/tooling/query?q=`.
 */
export function toolingQuery(schema: Schema, soql: string): FakeResponse {
  const query = parseSoql(soql);
  const rows = rowsOf(schema, query.from).filter((row) => !query.where || meets(row, query.where));
  if (query.fields.includes('Metadata') && rows.length > 1) {
    const rule = 'the query qualifications must specify no more than one row for retrieval';
    const message = `When retrieving results with Metadata or FullName fields, ${rule}. Result size: ${rows.length}`;
    throw new SalesforceError('MALFORMED_QUERY', message);
  }
  const records = rows.map((row) => ({
    attributes: { type: query.from },
    ...Object.fromEntries(query.fields.map((field) => [field, known(row, field)])),
  }));
  return { status: 200, body: { size: records.length, totalSize: records.length, done: true, records } };
}

function known(row: Described, field: string): unknown {
  if (!(field in row)) throw new SalesforceError('INVALID_FIELD', `No such column '${field}'`);
  return row[field];
}

/** Beside values that can be asked for, what a field is: that can be read alone. */
type Described = Row & { Metadata?: never };

function metadataOf({ type, label, values, restricted }: SalesforceField): object {
  const value = values?.map((valueName) => ({ valueName, label: valueName, default: false, isActive: null }));
  const valueSet = value ? { restricted: restricted ?? false, valueSetDefinition: { sorted: false, value } } : null;
  return {
    label,
    type: type === 'picklist' ? 'Picklist' : type === 'multipicklist' ? 'MultiselectPicklist' : 'Text',
    valueSet,
  };
}

function rowsOf(schema: Schema, from: string): Described[] {
  switch (from) {
    case 'FieldDefinition':
      return schema.all().flatMap((object) =>
        [...schema.fieldsOf(object).values()].map((field) => ({
          QualifiedApiName: field.name,
          'EntityDefinition.QualifiedApiName': object.name,
          IsFieldHistoryTracked: field.tracked ?? false,
        })),
      );
    case 'CustomField':
      return schema.all().flatMap((object) =>
        schema.customFields(object).map((field) => ({
          DeveloperName: field.name.replace(/__c$/, ''),
          'EntityDefinition.QualifiedApiName': object.name,
          NamespacePrefix: null,
          Metadata: metadataOf(field) as never,
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
