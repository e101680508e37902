import type { RecordState } from '../port';
import type { HostedParts } from './connector';
import type { HostedRecord } from './port';

/**
 * What records of the CRM say in canon, in their order. One that told only part of what a value rests on is read as a
 * whole; one that is no longer of a type (a task that was done, a deal moved to another pipeline) is gone as that type.
 */
export async function recordStates(
  { crm, mapping, onProblem }: HostedParts,
  records: readonly HostedRecord[],
): Promise<RecordState[]> {
  const translated = records.map((record) => ({ record, translation: mapping.translate(record) }));
  const partial = translated.filter(({ translation }) => translation.incomplete).map(({ record }) => record);
  const whole = new Map<string, HostedRecord>();
  for (const selection of mapping.selections()) {
    const ids = [...new Set(partial.filter(({ object }) => object === selection.object).map(({ id }) => id))];
    if (ids.length === 0) continue;
    for (const record of await crm.read(selection, ids, 'background')) whole.set(keyOf(record), record);
  }
  return translated.flatMap(({ record, translation }) => {
    const { incomplete } = translation;
    const told = incomplete
      ? mapping.translate(whole.get(keyOf(record)) ?? { ...record, state: 'deleted' })
      : translation;
    for (const problem of told.problems) onProblem?.(problem);
    const gone = told.notOf.map((type) => ({ ...stampOf(record), type, fields: {}, state: 'deleted' as const }));
    return [...told.states, ...gone];
  });
}

function keyOf({ object, id }: HostedRecord): string {
  return `${object}/${id}`;
}

function stampOf({ id, modifiedAt, modifiedBy, ours }: HostedRecord): Omit<RecordState, 'type' | 'fields' | 'state'> {
  return { id, changedAt: modifiedAt, by: modifiedBy ?? 'unknown', ours };
}
