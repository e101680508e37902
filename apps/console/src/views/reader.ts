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

interface Decidable {
  state: string;
  ownerId: string | null;
  approver: { role: string; personId: string | null } | null;
}

/**
 * Why this person may not decide, null when they may. Orchestrator has the last word; this only keeps a page from
 * offering what would be refused.
 */
export function cannotDecide(reader: Reader, approval: Decidable): string | null {
  if (approval.state !== 'awaiting' || !approval.approver) return 'It does not wait for a decision.';
  const { principal, directory } = reader;
  const me = principal.personId;
  const { role, personId } = approval.approver;
  if (me !== null && personId === me) return null;
  const vp = principal.roles.includes('operations_vp');
  if (role === 'operations_vp') return vp ? null : 'It is for operations to decide.';
  const managerId = approval.ownerId === null ? null : (directory.people.get(approval.ownerId)?.managerId ?? null);
  if (me !== null && me === managerId) return null;
  if (role === 'manager') {
    return vp && managerId === null ? null : `It is for ${managerName(reader, managerId)} to decide.`;
  }
  if ((me !== null && me === approval.ownerId) || vp) return null;
  return `It is for ${directory.nameOf(approval.ownerId)} or their manager to decide.`;
}

function managerName({ directory }: Reader, managerId: string | null): string {
  return managerId === null ? "the owner's manager" : directory.nameOf(managerId);
}
