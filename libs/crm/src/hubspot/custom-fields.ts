import { hasOptions, taken, type FieldOutcome, type NewField } from '../hosted/custom-fields';
import { CrmForbidden } from '../hosted/errors';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import type { Property } from './field-types';

/** Ours stand together in HubSpot's pages, and whoever sees one knows where it is from. */
const GROUP = { name: 'salesagent', label: 'Sales agent', displayOrder: -1 };

/**
 * Makes properties with a fixed list of options in a group of our own; those that are there are left as they are.
 * Needs `crm.schemas.{object}.write` only where one is missing.
 */
export async function createFields(
  connection: HubSpotConnection,
  object: string,
  fields: readonly NewField[],
): Promise<FieldOutcome[]> {
  const outcomes: FieldOutcome[] = [];
  let grouped = false;
  for (const field of fields) {
    try {
      const there = await find(connection, object, field);
      if (!there && !grouped) await createGroup(connection, object);
      grouped ||= !there;
      if (there) outcomes.push(there);
      else if (await create(connection, object, field)) outcomes.push({ name: field.name, outcome: 'created' });
      // Whoever was faster has made it since it was looked for.
      else outcomes.push((await find(connection, object, field)) ?? archived(field.name));
    } catch (thrown) {
      outcomes.push(refused(field.name, thrown));
    }
  }
  return outcomes;
}

/** `null` where there is none of this name. */
async function find(
  connection: HubSpotConnection,
  object: string,
  { name, options }: NewField,
): Promise<FieldOutcome | null> {
  try {
    const found: Property = await connection.request('read', 'approval', (client) =>
      client.crm.properties.coreApi.getByNameWithHttpInfo(object, name),
    );
    return hasOptions(found.options, options) ? { name, outcome: 'there' } : taken(name);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 404) return null;
    throw thrown;
  }
}

async function createGroup(connection: HubSpotConnection, object: string): Promise<void> {
  try {
    await connection.request('write', 'approval', (client) =>
      client.crm.properties.groupsApi.createWithHttpInfo(object, GROUP),
    );
  } catch (thrown) {
    if (!(thrown instanceof Refusal && thrown.status === 409)) throw thrown;
  }
}

/** Its name is taken, and it is not among those that are shown. */
const archived = (name: string): FieldOutcome => ({
  ...{ name, outcome: 'refused', why: 'a property of this name is there and not shown: it seems to be archived' },
  remedy: 'restore it in Settings → Properties → Archived properties, and approve the request again',
});

/** `false` where there is one of this name already. */
async function create(connection: HubSpotConnection, object: string, field: NewField): Promise<boolean> {
  const { name, label, description } = field;
  const options = field.options.map((word, displayOrder) => ({
    label: word,
    value: word,
    displayOrder,
    hidden: false,
  }));
  try {
    await connection.request('write', 'approval', (client) =>
      client.crm.properties.coreApi.createWithHttpInfo(object, {
        ...{ name, label, description, groupName: GROUP.name, options, formField: false },
        type: 'enumeration' as never,
        fieldType: 'select' as never,
      }),
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 409) return false;
    throw thrown;
  }
}

/** A missing scope is of the app, and every field meets it; a token that is not accepted is nobody's field. */
function refused(name: string, thrown: unknown): FieldOutcome {
  if (thrown instanceof CrmForbidden && thrown.code === 'MISSING_SCOPES')
    return { name, outcome: 'refused', why: 'the app may not make properties', remedy: thrown.remedy };
  if (!(thrown instanceof Refusal)) throw thrown;
  const remedy = 'make it by hand in Settings → Properties, or mend what HubSpot names and ask again';
  return { name, outcome: 'refused', why: `${thrown.message} (${thrown.code})`, remedy };
}
