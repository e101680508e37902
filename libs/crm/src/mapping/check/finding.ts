import type { HostedRecord } from '../../hosted/port';
import type { Translation } from '../translate';

/** Kinds of finding, the gravest first. */
export const ORDER = [
  'no-such-object',
  'no-such-field',
  'unknown-stage',
  'unknown-value',
  'out-of-range',
  'unreadable',
  'no-rate',
  'needed-not-mapped',
  'letter-without-field',
  'user-without-person',
  'ambiguous',
  'never-filled',
  'read-only',
  'filled-not-mapped',
] as const;

export interface CheckFinding {
  kind: (typeof ORDER)[number];
  /** `Opportunity.StageName` in the CRM's names, `contact.role` in canon's. */
  where: string;
  /** Records it concerns, of how many that were looked at; 0 of 0 where it rests on no record. */
  count: number;
  of: number;
  examples: string[];
  message: string;
  remedy: string;
}

/** The mapping cannot be used as it is: the CRM has not what it names, or holds what it cannot read. */
export const GRAVE: ReadonlySet<CheckFinding['kind']> = new Set(['no-such-object', 'no-such-field', 'unknown-stage']);

export interface Translated extends Translation {
  record: HostedRecord;
}

export const EXAMPLES = 3;
