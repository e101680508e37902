import type { Principal } from './principal';

/** What a service knows of a person from its mirror. */
export interface Teammate {
  id: string;
  managerId: string | null;
}

/**
 * Ids of everybody who reports to a person, directly or through others. A circle in the data is followed once.
 */
export function teamOf(personId: string, people: Iterable<Teammate>): string[] {
  const reports = new Map<string, string[]>();
  for (const { id, managerId } of people) {
    if (managerId !== null) reports.set(managerId, [...(reports.get(managerId) ?? []), id]);
  }
  const team = new Set<string>();
  const pending = [personId];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const id of reports.get(next) ?? []) {
      if (id === personId || team.has(id)) continue;
      team.add(id);
      pending.push(id);
    }
  }
  return [...team].sort();
}

/** Person ids whose rows a principal sees by being them or their manager. */
export function visibleOwnerIds(principal: Principal, people: Iterable<Teammate>): string[] {
  if (principal.personId === null) return [];
  const team = principal.roles.includes('manager') ? teamOf(principal.personId, people) : [];
  return [principal.personId, ...team];
}

/** The principal with their team filled in. */
export function withTeam(principal: Principal, people: Iterable<Teammate>): Principal {
  if (principal.personId === null || !principal.roles.includes('manager')) return principal;
  return { ...principal, teamIds: teamOf(principal.personId, people) };
}
