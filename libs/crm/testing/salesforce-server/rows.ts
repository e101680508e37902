import type { SalesforceField, SalesforceObject, Schema } from './schema';

export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

/** What Salesforce refuses, with its own code; `status` is the HTTP status where the refusal is the whole answer. */
export class SalesforceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly fields: readonly string[] = [],
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Salesforce keeps and tells times in whole seconds. */
export function seconds(at: Date): string {
  return new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
}

/** The values of a request in the schema's own names. @throws SalesforceError as the org would refuse them */
export function checked(schema: Schema, object: SalesforceObject, values: Row, creating: boolean): Row {
  const named: Row = {};
  for (const [name, value] of Object.entries(values)) {
    const field = schema.field(object, name);
    if (!field) {
      throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    }
    if (field.readOnly || (field.createOnly && !creating)) {
      throw new SalesforceError(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
        [field.name],
      );
    }
    named[field.name] = typed(field, value);
  }
  const missing = [...schema.fieldsOf(object).values()]
    .filter((field) => field.required && (creating ? (named[field.name] ?? null) === null : named[field.name] === null))
    .map(({ name }) => name);
  if (missing.length > 0) {
    throw new SalesforceError(
      'REQUIRED_FIELD_MISSING',
      `Required fields are missing: [${missing.join(', ')}]`,
      missing,
    );
  }
  return named;
}

function typed(field: SalesforceField, value: Value): Value {
  if (value === null || value === '') return null;
  const wrong = () =>
    new SalesforceError(
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of ${field.type} from VALUE ${String(value)}`,
    );
  switch (field.type) {
    case 'currency':
    case 'double':
    case 'int':
    case 'percent':
      if (typeof value !== 'number') throw wrong();
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong();
      return value;
    case 'date':
      if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw wrong();
      return value;
    case 'datetime':
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw wrong();
      return seconds(new Date(value));
    case 'picklist':
      if (field.restricted && !field.values?.includes(String(value))) {
        throw new SalesforceError(
          'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
          `${field.label ?? field.name}: bad value for restricted picklist field: ${String(value)}`,
          [field.name],
        );
      }
      return String(value);
    default:
      if (typeof value !== 'string') throw wrong();
      return value;
  }
}
