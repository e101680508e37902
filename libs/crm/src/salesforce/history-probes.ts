import type { FieldDescription, Probe, Selection } from '../hosted/port';
import type { Catalog } from './catalog';
import { NO_VALUES_IN_HISTORY, readTrackedFields } from './describe';
import type { SalesforceSession } from './session';

const NOT_SEEN: Probe = {
  name: 'field history',
  state: 'warning',
  found: 'which fields have their history tracked cannot be seen by this user',
  remedy:
    'give the integration user the permission "View Setup and Configuration", or look yourself: Setup → Object ' +
    'Manager → object → Fields & Relationships → Set History Tracking must be on for what agents write to',
};

/**
 * Fields that agents may write and whose former values Salesforce does not keep: what a person enters there in the
 * moment of our write is not seen, and cannot be put back.
 */
export async function historyProbes(
  session: SalesforceSession,
  catalog: Catalog,
  written: readonly Selection[],
): Promise<Probe[]> {
  const probes: Probe[] = [];
  for (const { object, fields } of written) {
    const described = await catalog.find(object);
    const writable = (described?.fields ?? []).filter(({ name, updateable }) => updateable && fields.includes(name));
    if (writable.length === 0) continue;
    const tracked = await readTrackedFields(session, object);
    if (!tracked) return [NOT_SEEN];
    probes.push(probeOf(object, writable, tracked));
  }
  return probes;
}

function probeOf(object: string, writable: readonly FieldDescription[], tracked: ReadonlySet<string>): Probe {
  const name = `field history ${object}`;
  const listed = (fields: readonly FieldDescription[]): string => fields.map((field) => field.name).join(', ');
  const withoutValues = writable.filter(({ type }) => NO_VALUES_IN_HISTORY.has(type));
  const untracked = writable.filter((field) => !withoutValues.includes(field) && !tracked.has(field.name));
  if (withoutValues.length + untracked.length === 0) {
    return { name, state: 'ok', found: `kept for all ${writable.length} fields that agents may write`, remedy: '' };
  }
  const found = [
    ...(untracked.length > 0 ? [`${listed(untracked)}: not tracked`] : []),
    ...(withoutValues.length > 0 ? [`${listed(withoutValues)}: Salesforce tracks such fields without values`] : []),
  ];
  const remedy = [
    ...(untracked.length > 0
      ? [`switch on Setup → Object Manager → ${object} → Fields & Relationships → Set History Tracking for them`]
      : []),
    'where that is not possible, say `write: false` in the mapping file for what agents need not write',
  ];
  return {
    name,
    state: 'warning',
    found: `${found.join('; ')}. A person's value that a write of ours hits there cannot be put back`,
    remedy: remedy.join('; '),
  };
}
