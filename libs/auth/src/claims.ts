import type { JWTPayload } from 'jose';
import { isRole, ROLES, type Principal, type Role } from './principal';

/** Where an issuer keeps what we need to know of a person or a client, and what it calls our roles. */
export interface ClaimNames {
  /** Claim with the roles: its very name, or a path into objects (`realm_access.roles`). */
  roles: string;
  /** Our role by what the issuer calls it; null: names are ours. With it no other name counts. */
  roleNames: ReadonlyMap<string, Role> | null;
  /** Claim with the id of the CRM person. */
  person: string;
}

/** Names as our own provider gives them. */
export const OWN_CLAIMS: ClaimNames = { roles: 'roles', roleNames: null, person: 'person_id' };

/** A verified token as a principal. Roles that are not known here are left out: nobody is more than is said. */
export function principalOf(payload: JWTPayload, names: ClaimNames): Principal {
  const roles = listed(claim(payload, names.roles)).flatMap((name) => {
    const role = names.roleNames === null ? name : names.roleNames.get(name);
    return isRole(role) ? [role] : [];
  });
  const person = claim(payload, names.person);
  const sub = payload.sub ?? '';
  return {
    sub,
    name: text(payload['name']) ?? text(payload['preferred_username']) ?? sub,
    roles: [...new Set(roles)],
    personId: typeof person === 'number' ? String(person) : text(person),
    teamIds: [],
  };
}

/**
 * `Sales Ops=operations_vp, 9f1c…=rep`. What an issuer calls a role may hold anything but a comma.
 * @throws Error that names the entry and the roles there are
 */
export function parseRoleNames(written: string): ReadonlyMap<string, Role> {
  const names = new Map<string, Role>();
  for (const entry of written.split(',')) {
    const at = entry.lastIndexOf('=');
    const [theirs, ours] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    if (at < 1 || theirs === '' || !isRole(ours))
      throw new Error(`OIDC_ROLE_NAMES: "${entry.trim()}" is not NAME=ROLE with one of the roles ${ROLES.join(', ')}`);
    names.set(theirs, ours);
  }
  return names;
}

/** A claim by its very name first: some issuers use addresses with dots as names. */
function claim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>(
      (inside, key) =>
        typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
          ? (inside as Record<string, unknown>)[key]
          : undefined,
      payload,
    );
}

/** A list of names, or names in one text divided by spaces. */
function listed(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((name) => name !== '');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
