const ROLES: Record<string, string | undefined> = {
  owner: 'the owner',
  manager: 'the manager',
  operations_vp: 'operations',
};

/** A role of the policy in words. */
export const roleInWords = (role: string): string => ROLES[role] ?? role;
