import { RECORDS, type FieldSpec, type RecordType } from '@salesagent/canon/sales';
import type { Action } from './define';

/** How an event about one record type leads to subjects of another. */
export type Path =
  | { kind: 'self' }
  /** The record names the subject: `activity.opportunityId`. */
  | { kind: 'forward'; field: string }
  /** The subject names the record, or both name the same third: `opportunity.accountId`. */
  | { kind: 'reverse'; subjectField: string; recordField: string | null };

const refsOf = (type: RecordType): [string, string][] =>
  Object.entries(RECORDS[type] as Record<string, FieldSpec>).flatMap(([field, spec]) =>
    spec.kind === 'ref' && spec.to ? [[field, spec.to] as [string, string]] : [],
  );

/**
 * The way from an event's record to the subjects it concerns; null when they have nothing to do with each other.
 * A contact's event concerns every deal of its account, not only those where it is the primary contact; what happens
 * to an account's deals and cases concerns every contact there.
 */
export function pathTo(subject: RecordType, record: RecordType): Path | null {
  if (subject === record) return { kind: 'self' };
  const forward = refsOf(record).find(([, to]) => to === subject);
  const viaAccount =
    refsOf(record).some(([field]) => field === 'accountId') && refsOf(subject).some(([field]) => field === 'accountId');
  if (viaAccount && (!forward || subject === 'contact')) {
    return { kind: 'reverse', subjectField: 'accountId', recordField: 'accountId' };
  }
  if (forward) return { kind: 'forward', field: forward[0] };
  const reverse = refsOf(subject).find(([, to]) => to === record);
  return reverse ? { kind: 'reverse', subjectField: reverse[0], recordField: null } : null;
}

/** The mirror a set of actions needs: what they declare, and the references that lead to their subjects. */
export function declaredNeeds(actions: readonly Action[]): Partial<Record<RecordType, string[]>> {
  const needs = new Map<RecordType, Set<string>>();
  const add = (type: RecordType, fields: readonly string[]): void => {
    const known = RECORDS[type] as Record<string, FieldSpec>;
    const set = needs.get(type) ?? needs.set(type, new Set()).get(type)!;
    for (const field of fields) {
      if (!(field in known)) throw new Error(`An action needs ${type}.${field}, which the canon does not have`);
      set.add(field);
    }
  };
  for (const action of actions) {
    for (const [type, fields] of Object.entries(action.needs)) add(type as RecordType, fields);
    add(
      action.subjectType,
      ['ownerId', 'accountId'].filter((f) => f in RECORDS[action.subjectType]),
    );
    add('account', ['tier']);
    for (const type of Object.keys(action.needs) as RecordType[]) {
      const path = pathTo(action.subjectType, type);
      if (path?.kind === 'forward') add(type, [path.field]);
      if (path?.kind === 'reverse') {
        add(action.subjectType, [path.subjectField]);
        if (path.recordField) add(type, [path.recordField]);
      }
    }
  }
  return Object.fromEntries([...needs].map(([type, fields]) => [type, [...fields].sort()]));
}
