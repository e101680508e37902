import type { Principal } from '@salesagent/auth';
import { rowVisibility } from '@salesagent/auth';
import type { Directory } from './directory';

/** The person a page is made for: what they may see and decide. */
export interface Reader {
  principal: Principal;
  directory: Directory;
}

/**
 * The one predicate on rows: a condition for a `where`, its values appended to `params`. Everything that lists or
 * counts uses it, so a number never gives away what a list would hide.
 */
export function visibleTo(reader: Reader, ownerColumn: string, params: unknown[]): string {
  const { sql, params: values } = rowVisibility(reader.principal, { ownerColumn, firstParameter: params.length + 1 });
  params.push(...values);
  return sql;
}

interface Asked {
  role: string;
  personId: string | null;
}

export interface Decidable {
  state: string;
  ownerId: string | null;
  approver: Asked | null;
  /** Who was asked before it escalated. */
  alsoAsked: Asked | null;
  /** Who approved it as the first of two. */
  firstBy: string | null;
}

/**
 * Why this person may not decide, null when they may. Orchestrator has the last word; this only keeps a page from
 * offering what would be refused.
 */
export function cannotDecide(reader: Reader, approval: Decidable): string | null {
  const { state, ownerId, approver, alsoAsked, firstBy } = approval;
  if (state !== 'awaiting' || !approver) return 'It does not wait for a decision.';
  const { personId, sub } = reader.principal;
  if (firstBy !== null && (firstBy === personId || firstBy === sub))
    return 'You approved it as the first of two; a second person is asked.';
  const refused = isFor(reader, ownerId, approver);
  return refused !== null && alsoAsked !== null ? isFor(reader, ownerId, alsoAsked) : refused;
}

/** Whom a question is for, where that is not this reader. */
function isFor(reader: Reader, ownerId: string | null, { role, personId }: Asked): string | null {
  const { principal, directory } = reader;
  const me = principal.personId;
  if (me !== null && personId === me) return null;
  const vp = principal.roles.includes('operations_vp');
  if (role === 'operations_vp') return vp ? null : 'It is for operations to decide.';
  const managerId = ownerId === null ? null : (directory.people.get(ownerId)?.managerId ?? null);
  if (me !== null && me === managerId) return null;
  if (role === 'manager') {
    return vp && (managerId === null || personId === null)
      ? null
      : `It is for ${managerName(reader, personId ?? managerId)} to decide.`;
  }
  if ((me !== null && me === ownerId) || vp) return null;
  return `It is for ${directory.nameOf(personId ?? ownerId)} or their manager to decide.`;
}

function managerName({ directory }: Reader, managerId: string | null): string {
  return managerId === null ? "the owner's manager" : directory.nameOf(managerId);
}
