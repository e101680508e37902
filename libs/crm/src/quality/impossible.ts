import { fieldSpec, RECORDS, type RecordType } from '@salesagent/canon/sales';
import { rangeOf } from '../mapping/canon-words';
import { all, AS_OF, before, empty, is, known, type Condition } from './condition';
import type { QualityRule } from './rules';

/** What cannot be true of a record of this type. */
export function impossibleRules(type: RecordType): QualityRule[] {
  const rule = (key: string, field: string, what: string, broken: Condition): QualityRule => ({
    ...{ key: `possible:${key}`, part: 'possible', field, what, broken },
  });
  const found: QualityRule[] = [];
  for (const field of Object.keys(RECORDS[type])) {
    const range = rangeOf(type, field);
    if (!range) continue;
    const what = `${field} lies outside ${range[0]} to ${range[1]}`;
    found.push(rule(`${field}-range`, field, what, { kind: 'outside', field, range }));
  }
  for (const [earlier, later] of ORDERED[type] ?? []) {
    found.push(rule(`${later}-${earlier}`, later, `${later} lies before ${earlier}`, before(later, earlier)));
  }
  for (const field of PAST[type] ?? []) {
    found.push(rule(`${field}-future`, field, `${field} lies in the future`, before(AS_OF, field)));
  }
  if (type === 'opportunity') {
    found.push(
      rule('won-for-0', 'amount', 'won for 0', all(is('outcome', 'won'), is('amount', 0))),
      rule('outcome', 'outcome', 'closed, but neither won nor lost', all(known('closedAt'), empty('outcome'))),
    );
  }
  if (type === 'contact') {
    found.push(rule('email', 'email', 'email is no address', { kind: 'no-address', field: 'email' }));
  }
  return found.filter(({ field }) => fieldSpec(type, field));
}

/** Dates of which the second cannot come first. */
const ORDERED: Partial<Record<RecordType, readonly (readonly [string, string])[]>> = {
  opportunity: [
    ['createdAt', 'closedAt'],
    ['engagedAt', 'closedAt'],
  ],
  case: [['openedAt', 'closedAt']],
  contract: [
    ['startDate', 'renewalDate'],
    ['startDate', 'endedAt'],
  ],
  target: [['periodStart', 'periodEnd']],
};

/** Dates of what has happened. */
const PAST: Partial<Record<RecordType, readonly string[]>> = {
  account: ['createdAt'],
  contact: ['createdAt', 'lastTouchAt'],
  opportunity: ['createdAt', 'engagedAt', 'closedAt', 'stageEnteredAt'],
  activity: ['happenedAt'],
  case: ['openedAt', 'closedAt'],
};
