import type { Account } from './account';
import { ApiError, invalid, type ErrorDetail } from './answers';
import type { PropertyDefinition } from './properties';

/**
 * Whether values may be written (Object APIs: error responses have `message`, `code` and `context` with the property
 * names, https://developers.hubspot.com/docs/api-reference/error-handling). One invalid value refuses the request.
 */
export function validate(account: Account, object: string, values: Record<string, unknown>): void {
  const errors = Object.entries(values).flatMap(([name, value]): ErrorDetail[] => {
    const definition = account.definition(object, name);
    if (!definition) return [detail('PROPERTY_DOESNT_EXIST', name, `Property "${name}" does not exist`)];
    if (definition.modificationMetadata.readOnlyValue)
      return [detail('READ_ONLY_VALUE', name, `"${name}" is a read only property`)];
    const problem =
      typeof value === 'string' ? problemOf(account, object, definition, value, values) : ['INVALID_JSON', 'not text'];
    return problem ? [detail(problem[0]!, name, `${name}: ${problem[1]}`)] : [];
  });
  if (errors.length > 0) throw invalid(`Property values were not valid: ${JSON.stringify(errors)}`, errors);
}

/** The value of a unique property that another record has. */
export function refuseTaken(account: Account, object: string, id: string | null, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!account.isUnique(object, name) || value === '') continue;
    const other = account.records.byUnique(object, name, value);
    if (!other || other.id === id) continue;
    throw new ApiError(409, 'CONFLICT', `${name} "${value}" already exists. Existing ID: ${other.id}`, {
      context: { propertyName: [name], existingId: [other.id] },
    });
  }
}

function problemOf(
  account: Account,
  object: string,
  definition: PropertyDefinition,
  value: string,
  all: Record<string, unknown>,
): [string, string] | null {
  if (value === '') return null;
  switch (definition.type) {
    case 'number':
      return Number.isFinite(Number(value)) ? null : ['INVALID_LONG', `"${value}" was not a valid number`];
    case 'datetime':
    case 'date':
      return isTime(value) ? null : ['INVALID_DATE', `"${value}" was not a valid date`];
    case 'enumeration':
      return optionProblem(account, object, definition, value, all);
    default:
      return null;
  }
}

function optionProblem(
  account: Account,
  object: string,
  definition: PropertyDefinition,
  value: string,
  all: Record<string, unknown>,
): [string, string] | null {
  if (definition.referencedObjectType === 'OWNER') {
    return account.owners.some(({ id }) => id === value) ? null : ['INVALID_OWNER_ID', `${value} is no owner`];
  }
  const given = definition.fieldType === 'checkbox' ? value.split(';') : [value];
  const allowed = account.stageOptions(object, definition.name, all) ?? definition.options.map((one) => one.value);
  const wrong = given.find((one) => !allowed.includes(one));
  return wrong === undefined ? null : ['INVALID_OPTION', `"${wrong}" was not one of the allowed options`];
}

/** ISO 8601 or milliseconds since 1970 (Properties, "date and datetime"). */
function isTime(value: string): boolean {
  return /^-?\d+$/.test(value) || !Number.isNaN(Date.parse(value));
}

function detail(code: string, name: string, message: string): ErrorDetail {
  return { message, code, context: { propertyName: [name] } };
}
