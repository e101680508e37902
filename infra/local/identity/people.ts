import type { Role } from '@salesagent/auth';

/** Somebody who can sign in. */
export interface Account {
  /** Subject of the tokens. */
  id: string;
  name: string;
  roles: Role[];
  personId: string | null;
  /** Shown beside the name on the sign-in page. */
  note: string;
}

interface DirectoryPerson {
  id: string;
  name: string | null;
  role?: string | null;
  region?: string | null;
  active?: boolean | null;
}

/** There before any import, and for what no imported person may do. */
export const OPERATIONS: Account = {
  id: 'operations',
  name: 'Operations VP',
  roles: ['operations_vp'],
  personId: null,
  note: 'sees everything, imports, signs the tiering',
};

/** Whoever checks what was decided, of the firm or from outside; no person of the CRM is one. */
export const AUDITOR: Account = {
  id: 'auditor',
  name: 'Auditor',
  roles: ['auditor'],
  personId: null,
  note: 'sees everything, changes nothing',
};

/** The operator of this machine: the token in SALESAGENT_HOME that the command line finds. */
export const OPERATOR: Account = {
  id: 'operator',
  name: 'Operator',
  roles: ['operations_vp', 'admin'],
  personId: null,
  note: 'the command line on this machine',
};

const FIXED = [OPERATIONS, AUDITOR] as const;
const PREFIX = 'person:';

/** Who may sign in: operations, an auditor, and the people of the CRM as gateway knows them. */
export class People {
  private known = new Map<string, Account>();

  constructor(
    private readonly gatewayUrl: string,
    private readonly serviceToken: () => Promise<string>,
  ) {}

  /** Reads the directory again; while gateway does not answer, those known before stay. */
  async all(): Promise<Account[]> {
    const people = await this.directory().catch(() => null);
    if (people) {
      const accounts = people.filter(({ active }) => active !== false).map(accountOf);
      this.known = new Map(accounts.map((account) => [account.id, account]));
    }
    return [...FIXED, ...[...this.known.values()].sort(byRoleAndName)];
  }

  async find(id: string): Promise<Account | undefined> {
    const fixed = FIXED.find((account) => account.id === id);
    if (fixed) return fixed;
    if (!this.known.has(id)) await this.all();
    return this.known.get(id);
  }

  private async directory(): Promise<DirectoryPerson[]> {
    const response = await fetch(`${this.gatewayUrl}/directory/people`, {
      headers: { authorization: `Bearer ${await this.serviceToken()}` },
      signal: AbortSignal.timeout(3_000),
    });
    if (!response.ok) throw new Error(`gateway answered ${response.status}`);
    const body = (await response.json()) as DirectoryPerson[] | { people: DirectoryPerson[] };
    return Array.isArray(body) ? body : body.people;
  }
}

function accountOf({ id, name, role, region }: DirectoryPerson): Account {
  const roles: Role[] = role === 'operations' ? ['operations_vp'] : role === 'manager' ? ['manager'] : ['rep'];
  const note = [role ?? 'rep', region].filter(Boolean).join(', ');
  return { id: `${PREFIX}${id}`, name: name ?? id, roles, personId: id, note };
}

function byRoleAndName(one: Account, other: Account): number {
  const rank = ({ roles }: Account) => (roles.includes('operations_vp') ? 0 : roles.includes('manager') ? 1 : 2);
  return rank(one) - rank(other) || one.name.localeCompare(other.name, 'en');
}
