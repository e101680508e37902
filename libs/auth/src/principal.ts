/**
 * What a person or service may be; carried by the `roles` claim. `consumer` is a client outside the system that reads
 * the bus: it may do nothing here but what a route grants it by name.
 */
export const ROLES = ['operations_vp', 'manager', 'rep', 'admin', 'auditor', 'service', 'consumer'] as const;
export type Role = (typeof ROLES)[number];

/** Who a request is made for. */
export interface Principal {
  sub: string;
  name: string;
  roles: Role[];
  /** Id of the CRM person this sign-in is; null for those who are none. */
  personId: string | null;
  /** Person ids a manager answers for, themselves not included; filled from the service's own mirror of people. */
  teamIds: string[];
}

/** Roles that see the rows of every owner. */
export const SEES_EVERYTHING: readonly Role[] = ['operations_vp', 'admin', 'auditor', 'service'];

export function seesEverything(principal: Principal): boolean {
  return principal.roles.some((role) => SEES_EVERYTHING.includes(role));
}

export function isRole(value: unknown): value is Role {
  return ROLES.includes(value as Role);
}
