import type { Change } from '@salesagent/canon/sales';
import { sha256Canonical } from './digest';

/**
 * Why an approver's edit is not the same proposal any more, or null when it is. An approver may reword and correct
 * values; the record, the person and the set of fields stay those that were proposed.
 */
export function editProblem(original: Change, edited: Change): string | null {
  if (original.kind === 'task' && edited.kind === 'task')
    return same(
      [original.ownerId, original.accountId, original.opportunityId],
      [edited.ownerId, edited.accountId, edited.opportunityId],
    )
      ? null
      : 'the task belongs to another person or record';
  if (original.kind === 'fields' && edited.kind === 'fields')
    return same(
      [original.record, original.expect, keys(original.set)],
      [edited.record, edited.expect, keys(edited.set)],
    )
      ? null
      : 'only the values may be edited, not the record or which fields are set';
  if (original.kind === 'document' && edited.kind === 'document')
    return same([original.record, original.mediaType], [edited.record, edited.mediaType])
      ? null
      : 'the document belongs to another record or is of another type';
  if (original.kind === 'record' && edited.kind === 'record')
    return same([original.type, original.id, keys(original.set)], [edited.type, edited.id, keys(edited.set)])
      ? null
      : 'only the values may be edited, not the record or which fields are set';
  return original.kind === 'fields-batch'
    ? 'a batch is signed as it is; refuse it and ask for another'
    : `the proposal is a ${original.kind}, the edit a ${edited.kind}`;
}

const keys = (set: object): string[] => Object.keys(set).sort();
/** `undefined` and `null` are the same absence here, as they are in a record. */
const same = (a: unknown[], b: unknown[]): boolean =>
  sha256Canonical(a.map((v) => v ?? null)) === sha256Canonical(b.map((v) => v ?? null));

/**
 * The amount an approver's edit speaks of: a field it sets, else what the proposal was valued at. A document that states a
 * number the proposed one did not could state any amount, so every condition on amounts holds of it.
 */
export function amountOf(edited: Change, original: Change | null, otherwise: number): number {
  if (edited.kind === 'document') {
    const known = original?.kind === 'document' ? numbersIn(original.content) : new Set<string>();
    return [...numbersIn(edited.content)].every((n) => known.has(n)) ? otherwise : Number.POSITIVE_INFINITY;
  }
  if (edited.kind !== 'fields' && edited.kind !== 'record') return otherwise;
  const amount = edited.set['amount'];
  return typeof amount === 'number' ? amount : otherwise;
}

/** Every number that a content states, in digits, whatever marks stand between them. */
function numbersIn(content: unknown): Set<string> {
  const text = JSON.stringify(content) ?? '';
  return new Set((text.match(/\d(?:[.,'\u00a0\u202f ]?\d)*/g) ?? []).map((n) => n.replace(/\D/g, '')));
}
