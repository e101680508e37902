import type { Visibility } from '@salesagent/auth';
import { DUPLICATE_TYPES, type DuplicateType } from '@salesagent/crm';
import { isVisible } from './visible-rows';

export const isDuplicateType = (type: string): type is DuplicateType =>
  (DUPLICATE_TYPES as readonly string[]).includes(type);

/** A pair is one row whichever of its two is named first. */
export type PairIds = readonly [string, string];

/** In the order of the table, which is that of bytes whatever the language of the database. */
export const pairIds = (a: string, b: string): PairIds =>
  Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? [a, b] : [b, a];

/**
 * Pairs `d` with what was decided of them, `p`, of which a person sees both records: what is of others is not told by
 * its likeness to what is one's own. Parameters are those of the visibility.
 */
export function visiblePairs(type: DuplicateType, visibility: Visibility): string {
  const sees = (id: string): string =>
    `exists (select from crm."${type}" t where t.id = ${id} and ${isVisible(type, visibility)})`;
  return `from gateway.duplicate d left join gateway.duplicate_decision p using (record_type, one, other)
    where d.record_type = '${type}' and ${sees('d.one')} and ${sees('d.other')}`;
}

/** Pairs of which nobody has said that they are two. */
export const MAY_BE_ONE = `p.decision is distinct from 'not-the-same'`;
