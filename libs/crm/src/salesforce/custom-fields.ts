import { hasOptions, taken, type FieldOutcome, type NewField } from '../hosted/custom-fields';
import type { Catalog } from './catalog';
import { giveAccess } from './field-access';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { quoted } from './soql';

/** Nothing else is right for these: a picklist of our words alone, so that no other value gets in. */
const METADATA = ({ label, description, options }: NewField): object => ({
  ...{ label, description, type: 'Picklist', required: false },
  valueSet: {
    restricted: true,
    valueSetDefinition: {
      sorted: false,
      value: options.map((word) => ({ fullName: word, label: word, default: false })),
    },
  },
});

/**
 * Makes picklists by the Tooling API ("CustomField": `POST /tooling/sobjects/CustomField`), and gives the permission set
 * of the signed-in user access to them: a new field is hidden from everybody. What is there is left as it is.
 */
export async function createFields(
  session: SalesforceSession,
  catalog: Catalog,
  object: string,
  fields: readonly NewField[],
): Promise<FieldOutcome[]> {
  const before = await catalog.refresh(object);
  const outcomes: FieldOutcome[] = [];
  for (const field of fields) {
    const known = before?.fields.find(({ name }) => name === field.name);
    if (!known) outcomes.push(await create(session, object, field));
    else
      outcomes.push(
        hasOptions(known.options, field.options) ? { name: field.name, outcome: 'there' } : taken(field.name),
      );
  }
  const after = await catalog.refresh(object);
  const open = new Set(after?.fields.filter(({ updateable }) => updateable).map(({ name }) => name));
  const hidden = outcomes.filter(({ name, outcome }) => outcome !== 'refused' && !open.has(name));
  if (hidden.length === 0) return outcomes;
  const closed = await giveAccess(
    session,
    object,
    hidden.map(({ name }) => name),
  );
  await catalog.refresh(object);
  return outcomes.map((one) => ({ ...one, ...closed.get(one.name) }));
}

async function create(session: SalesforceSession, object: string, field: NewField): Promise<FieldOutcome> {
  const { name } = field;
  try {
    await session.request({
      method: 'POST',
      path: '/tooling/sobjects/CustomField',
      body: { FullName: `${object}.${name}`, Metadata: METADATA(field) },
      priority: 'approval',
      changes: true,
    });
    return { name, outcome: 'created' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'DUPLICATE_DEVELOPER_NAME') return hiddenField(session, object, field);
    return { name, outcome: 'refused', why: error.why, remedy: remedyOf(error) };
  }
}

/** As the Tooling API tells of a field. Values are `valueName` or, in older versions, `fullName`; active unless said. */
interface Definition {
  type?: string;
  valueSet?: {
    valueSetDefinition?: { value?: { valueName?: string; fullName?: string; isActive?: boolean | null }[] } | null;
  } | null;
}

/**
 * There, and not shown by describe: of an earlier attempt whose answer was lost, of whoever was faster, or hidden from
 * us. Only if it is as we would have made it, nothing but access is missing; nobody has approved access to another.
 */
async function hiddenField(session: SalesforceSession, object: string, field: NewField): Promise<FieldOutcome> {
  const { name, options } = field;
  const own = `DeveloperName = ${quoted(name.replace(/__c$/, ''))} AND NamespacePrefix = null`;
  const where = `EntityDefinition.QualifiedApiName = ${quoted(object)} AND ${own}`;
  try {
    const select = { fields: ['Metadata'], from: 'CustomField', where };
    const { records } = await query(session, select, 'approval', 'tooling/query');
    const { type, valueSet } = (records[0]?.['Metadata'] ?? {}) as Definition;
    const values = valueSet?.valueSetDefinition?.value ?? [];
    const offered = values
      .filter(({ isActive }) => isActive !== false)
      .map(({ valueName, fullName }) => ({ value: valueName ?? fullName ?? '' }));
    const ours = type === 'Picklist' && offered.length === options.length && hasOptions(offered, options);
    return ours ? { name, outcome: 'there' } : taken(name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = `a field of this name is there already, and what it is cannot be read: ${error.why}`;
    return { name, outcome: 'refused', why, remedy: remedyOf(error) };
  }
}

function remedyOf({ code, remedy }: Refusal): string {
  if (!code.startsWith('INSUFFICIENT_ACCESS') && code !== 'API_DISABLED_FOR_ORG') return remedy;
  return 'give the integration user "Customize Application" and "Manage Profiles and Permission Sets" in a permission set of their own while fields are made, and take it away again; or let an administrator make them';
}
