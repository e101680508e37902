import type { FieldDescription, FieldOption, HostedFieldType, ObjectDescription } from '../hosted/port';
import { query } from './queries';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import { quoted } from './soql';
import { historyOf } from './field-history';

interface DescribedField {
  name: string;
  label: string;
  type: string;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  unique: boolean;
  externalId: boolean;
  referenceTo: string[];
  picklistValues: { value: string; label: string; active: boolean }[];
}

interface DescribedObject {
  name: string;
  label: string;
  custom: boolean;
  createable: boolean;
  updateable: boolean;
  fields: DescribedField[];
}

const TYPES: Record<string, HostedFieldType> = {
  string: 'text',
  combobox: 'text',
  encryptedstring: 'text',
  anyType: 'text',
  id: 'text',
  textarea: 'long-text',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'money',
  percent: 'percent',
  boolean: 'boolean',
  date: 'date',
  datetime: 'instant',
  picklist: 'choice',
  multipicklist: 'choices',
  reference: 'reference',
  email: 'email',
  phone: 'phone',
  url: 'url',
};

/** Long texts and multi-select lists are only marked as changed in the history, without their values. */
export const NO_VALUES_IN_HISTORY = new Set<HostedFieldType>(['long-text', 'choices']);

/** What the signed-in user sees of an object; `null` for one that is not there or hidden. */
export async function describeObject(session: SalesforceSession, name: string): Promise<ObjectDescription | null> {
  let described: DescribedObject;
  try {
    const path = `/sobjects/${encodeURIComponent(name)}/describe`;
    described = (await session.request<DescribedObject>({ method: 'GET', path, priority: 'background' })).body;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
  const tracked = await trackedFields(session, described.name);
  const stages = described.name === 'Opportunity' ? await readStages(session) : null;
  return {
    name: described.name,
    label: described.label,
    custom: described.custom,
    createable: described.createable,
    updateable: described.updateable,
    fields: described.fields.map((field) => fieldOf(field, tracked, stages)),
  };
}

function fieldOf(
  field: DescribedField,
  tracked: (name: string) => boolean,
  stages: FieldOption[] | null,
): FieldDescription {
  const type = TYPES[field.type] ?? 'other';
  return {
    name: field.name,
    label: field.label,
    type,
    options:
      field.name === 'StageName' && stages
        ? stages
        : field.picklistValues.map(({ value, label, active }) => ({ value, label, active })),
    references: field.referenceTo,
    createable: field.createable,
    updateable: field.updateable,
    custom: field.custom,
    unique: field.unique && field.externalId,
    history: !NO_VALUES_IN_HISTORY.has(type) && tracked(field.name),
  };
}

/** Object Reference, "OpportunityStage": what closes a deal, what wins it, and the default probability in per cent. */
async function readStages(session: SalesforceSession): Promise<FieldOption[]> {
  const fields = ['ApiName', 'MasterLabel', 'IsActive', 'IsClosed', 'IsWon', 'DefaultProbability', 'SortOrder'];
  const { records } = await query(session, { fields, from: 'OpportunityStage', orderBy: 'SortOrder' }, 'background');
  return records.map((stage) => ({
    value: String(stage['ApiName']),
    label: String(stage['MasterLabel']),
    active: stage['IsActive'] === true,
    closed: stage['IsClosed'] === true,
    won: stage['IsWon'] === true,
    probability: Number(stage['DefaultProbability'] ?? 0) / 100,
  }));
}

/**
 * Describe does not tell whether a field's history is kept: FieldDefinition of the Tooling API does, for users who may
 * see the setup. For others it is taken that an object with a history object keeps it.
 */
async function trackedFields(session: SalesforceSession, object: string): Promise<(name: string) => boolean> {
  const names = await readTrackedFields(session, object);
  if (names) return (name) => names.has(name);
  const { name: history } = historyOf(object);
  const { body } = await session.request<{ sobjects: { name: string }[] }>({
    method: 'GET',
    path: '/sobjects',
    priority: 'background',
  });
  const kept = body.sobjects.some(({ name }) => name === history);
  return () => kept;
}

/** Fields whose history is tracked; `null` where this user may not see the setup. */
export async function readTrackedFields(session: SalesforceSession, object: string): Promise<Set<string> | null> {
  try {
    const fields = ['QualifiedApiName', 'IsFieldHistoryTracked'];
    const where = `EntityDefinition.QualifiedApiName = ${quoted(object)}`;
    const { records } = await query(session, { fields, from: 'FieldDefinition', where }, 'background', 'tooling/query');
    const tracked = records.filter((row) => row['IsFieldHistoryTracked'] === true);
    return new Set(tracked.map((row) => String(row['QualifiedApiName'])));
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
