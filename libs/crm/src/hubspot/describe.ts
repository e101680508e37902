import { isNotRead, type NotRead } from '../hosted/discoverable';
import { CrmForbidden } from '../hosted/errors';
import type { FieldDescription, FieldOption, ObjectDescription } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import { toField, type Property } from './field-types';
import { ASSOCIATIONS, OWNERS, STAGED } from './objects';

/** Objects every account has, which records of others are associated with. */
const ASSOCIATED = ['contacts', 'companies', 'deals', 'tickets'];

/** Objects as this sign-in sees them; those it may not read, or the account does not have, are left out. */
export async function describeObjects(
  connection: HubSpotConnection,
  objects: readonly string[],
): Promise<ObjectDescription[]> {
  const described: ObjectDescription[] = [];
  for (const object of objects) {
    const seen = object === OWNERS ? OWNERS_DESCRIPTION : await lookAt(connection, object);
    if (!isNotRead(seen)) described.push(seen);
  }
  return described;
}

/** One object, or why it is not seen: that owners may be read is known only when one is asked for. */
export async function lookAt(connection: HubSpotConnection, object: string): Promise<ObjectDescription | NotRead> {
  try {
    if (object !== OWNERS) return await describeObject(connection, object);
    await connection.request('read', 'background', (client) =>
      client.crm.owners.ownersApi.getPageWithHttpInfo(undefined, undefined, 1, false),
    );
    return OWNERS_DESCRIPTION;
  } catch (thrown) {
    if (thrown instanceof CrmForbidden && thrown.code === 'MISSING_SCOPES')
      return { object, why: 'the app may not see it', remedy: thrown.remedy };
    if (!(thrown instanceof Refusal)) throw thrown;
    return { object, why: `the account has none (${thrown.message})`, remedy: `correct its name, or leave it out` };
  }
}

async function describeObject(connection: HubSpotConnection, object: string): Promise<ObjectDescription> {
  const { results } = await connection.request('read', 'background', (client) =>
    client.crm.properties.coreApi.getAllWithHttpInfo(object, false),
  );
  const fields = await withPipelines(connection, object, results);
  const others = ASSOCIATED.filter((other) => other !== object);
  return {
    name: object,
    label: labelOf(object),
    custom: /^(2-|p_)/.test(object),
    createable: true,
    updateable: true,
    fields: [...fields, ...others.map(associationField)],
  };
}

/** The options of a stage are those of all pipelines, each with its pipeline; the properties API does not tell. */
async function withPipelines(
  connection: HubSpotConnection,
  object: string,
  properties: readonly Property[],
): Promise<FieldDescription[]> {
  const staged = STAGED[object];
  if (!staged) return properties.map((property) => toField(property));
  const { results } = await connection.request('read', 'background', (client) =>
    client.crm.pipelines.pipelinesApi.getAllWithHttpInfo(object),
  );
  const pipelines = results.map(({ id, label, archived }) => ({ value: id, label, active: !archived }));
  const stages = results.flatMap((pipeline) => pipeline.stages.map((stage) => stageOption(pipeline.id, stage)));
  return properties.map((property) => {
    if (property.name === staged.stage) return { ...toField(property, stages), type: 'choice' };
    if (property.name === staged.pipeline) return { ...toField(property, pipelines), type: 'choice' };
    return toField(property);
  });
}

/** Objects have no description of their own here, only their properties do. */
function labelOf(object: string): string {
  return (object.charAt(0).toUpperCase() + object.slice(1)).replaceAll('_', ' ');
}

interface Stage {
  id: string;
  label: string;
  archived: boolean;
  /** Text throughout: `isClosed`, `probability` for deals, `ticketState` for tickets. */
  metadata?: Record<string, string | undefined>;
}

function stageOption(pipeline: string, { id, label, archived, metadata = {} }: Stage): FieldOption {
  const closed = String(metadata.isClosed) === 'true' || metadata.ticketState === 'CLOSED';
  const option = { value: id, label, active: !archived, pipeline, closed };
  if (metadata.probability === undefined) return option;
  const probability = Number(metadata.probability);
  return { ...option, probability, won: closed && probability === 1 };
}

function associationField(other: string): FieldDescription {
  return {
    name: `${ASSOCIATIONS}${other}`,
    label: `Associated ${other}`,
    type: 'reference',
    options: [],
    references: [other],
    createable: true,
    updateable: true,
    custom: false,
    unique: false,
    history: false,
  };
}

const OWNERS_DESCRIPTION: ObjectDescription = {
  name: OWNERS,
  label: 'Owners',
  custom: false,
  createable: false,
  updateable: false,
  fields: (
    [
      ['email', 'Email', 'email'],
      ['firstName', 'First name', 'text'],
      ['lastName', 'Last name', 'text'],
      ['userId', 'User id', 'text'],
      ['type', 'Type', 'text'],
    ] as const
  ).map(([name, label, type]) => ({
    name,
    label,
    type,
    options: [],
    references: [],
    createable: false,
    updateable: false,
    custom: false,
    unique: name === 'email',
    history: false,
  })),
};
