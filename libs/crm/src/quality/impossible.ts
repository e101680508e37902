import type { RecordType } from '@salesagent/canon/sales';
import type { FieldValues } from '../port';
import { rangeOf } from '../mapping/canon-words';
import { emailOf } from './normal-forms';

/** What cannot be true of a record, each in a few words; `asOf` is the business day (`YYYY-MM-DD`). */
export function impossibleIn(type: RecordType, fields: FieldValues, asOf: string): string[] {
  const found: string[] = [];
  for (const [field, value] of Object.entries(fields)) {
    const range = rangeOf(type, field);
    if (range && typeof value === 'number' && (value < range[0] || value > range[1])) {
      found.push(`${field} lies outside ${range[0]} to ${range[1]}`);
    }
  }
  for (const [earlier, later] of ORDERED[type] ?? []) {
    const [a, b] = [day(fields[earlier]), day(fields[later])];
    if (a && b && b < a) found.push(`${later} lies before ${earlier}`);
  }
  for (const field of PAST[type] ?? []) {
    const at = day(fields[field]);
    if (at && at > asOf) found.push(`${field} lies in the future`);
  }
  if (type === 'opportunity' && fields['outcome'] === 'won' && fields['amount'] === 0) found.push('won for 0');
  if (type === 'opportunity' && fields['closedAt'] && !fields['outcome'])
    found.push('closed, but neither won nor lost');
  if (type === 'contact' && fields['email'] && !emailOf(fields['email'])) found.push('email is no address');
  return found;
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

const day = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 10) : null);
