import { seesEverything, type Principal } from './principal';

export interface Visibility {
  /** A condition for a `where`. */
  sql: string;
  /** Values of its parameters. */
  params: unknown[];
}

/**
 * Which rows a person sees, as the one condition that every list and every count uses: operations, admins, auditors
 * and services all rows, a manager their team's and their own, a rep their own. Rows without an owner are seen only
 * by those who see everything.
 *
 * @param ownerColumn SQL expression of the owner's person id; trusted text, never input
 * @param firstParameter number of the first parameter, when the query has others before it
 */
export function rowVisibility(
  principal: Principal,
  { ownerColumn, firstParameter = 1 }: { ownerColumn: string; firstParameter?: number },
): Visibility {
  if (seesEverything(principal)) return { sql: 'true', params: [] };
  const owners = ownOwnerIds(principal);
  if (owners.length === 0) return { sql: 'false', params: [] };
  return { sql: `${ownerColumn} = any($${firstParameter}::text[])`, params: [owners] };
}

/** The same rule for one record already read. */
export function mayReadOwner(principal: Principal, ownerId: string | null): boolean {
  return seesEverything(principal) || (ownerId !== null && ownOwnerIds(principal).includes(ownerId));
}

function ownOwnerIds({ personId, teamIds, roles }: Principal): string[] {
  const team = roles.includes('manager') ? teamIds : [];
  return personId === null ? team : [personId, ...team];
}
