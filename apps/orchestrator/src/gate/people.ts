import { SqlMirror, type MirrorReader, type MirrorRow } from '@salesagent/mirror';
import type { ApproverRole, Responsible } from '@salesagent/governance';
import type { Tier } from '@salesagent/canon/sales';
import { stricterTier, TIERS } from '@salesagent/canon/sales';
import type { Db, DocketRow } from './docket-rows';

/** What the mirror knows around proposals, read at once for a whole batch. */
export class Surroundings {
  private constructor(
    private readonly accounts: Map<string, MirrorRow>,
    private readonly deals: Map<string, MirrorRow>,
    private readonly people: Map<string, MirrorRow>,
  ) {}

  static async of(
    db: Db,
    rows: readonly Pick<DocketRow, 'account_id' | 'opportunity_id' | 'owner_id'>[],
  ): Promise<Surroundings> {
    const mirror: MirrorReader = new SqlMirror(db, 'orchestrator');
    const ids = (pick: (row: (typeof rows)[number]) => string | null): string[] => [
      ...new Set(rows.map(pick).filter((id): id is string => id !== null)),
    ];
    const deals = await mirror.many(
      'opportunity',
      ids((r) => r.opportunity_id),
    );
    const named = ids((r) => r.account_id);
    const accounts = await mirror.many('account', [...new Set([...named, ...[...deals.values()].flatMap(accountOf)])]);
    const people = new Map((await mirror.all('person')).map((p) => [p.id, p]));
    return new Surroundings(accounts, deals, people);
  }

  /**
   * Tier now of the account a proposal names; null when there is none or it has none. Where the CRM says that the
   * deal belongs to another account, the stricter of both.
   */
  tier(row: Pick<DocketRow, 'account_id' | 'opportunity_id'>): Tier | null {
    const named = this.tierOf(row.account_id);
    const [actual] = accountOf(this.deal(row.opportunity_id));
    return actual === undefined || actual === row.account_id ? named : stricterTier(named, this.tierOf(actual));
  }

  private tierOf(accountId: string | null): Tier | null {
    const tier = accountId === null ? null : this.accounts.get(accountId)?.fields['tier'];
    return TIERS.find((t) => t === tier) ?? null;
  }

  deal(opportunityId: string | null): MirrorRow | null {
    return opportunityId === null ? null : (this.deals.get(opportunityId) ?? null);
  }

  isManager(personId: string | null): boolean {
    return personId !== null && this.people.get(personId)?.fields['role'] === 'manager';
  }

  /** Who has left decides nothing any more: their manager does, and that one's manager where they have left too. */
  private stillHere(personId: string): string | null {
    const seen = new Set<string>();
    for (let id: string | null = personId; id !== null && !seen.has(id);) {
      seen.add(id);
      const fields: MirrorRow['fields'] | undefined = this.people.get(id)?.fields;
      if (fields?.['active'] !== false) return id;
      id = typeof fields['managerId'] === 'string' ? fields['managerId'] : null;
    }
    return null;
  }

  /** Owners of account and deal who are still here, and their managers. */
  responsible(row: Pick<DocketRow, 'account_id' | 'opportunity_id' | 'owner_id'>): Responsible {
    const owners = new Set<string>();
    const add = (value: unknown): void => {
      const here = typeof value === 'string' ? this.stillHere(value) : null;
      if (here !== null) owners.add(here);
    };
    add(this.deal(row.opportunity_id)?.fields['ownerId']);
    if (row.account_id !== null) add(this.accounts.get(row.account_id)?.fields['ownerId']);
    // Only where the CRM names nobody: the owner the agent found.
    if (owners.size === 0) add(row.owner_id);
    const managers = new Set<string>();
    for (const owner of owners) {
      const manager = this.people.get(owner)?.fields['managerId'];
      const here = typeof manager === 'string' ? this.stillHere(manager) : null;
      if (here !== null) managers.add(here);
    }
    return { ownerIds: [...owners], managerIds: [...managers] };
  }

  /** Whose inbox it enters: the owner for drafts and tasks, the owner's manager for money; null = not known. */
  assignee(
    row: Pick<DocketRow, 'account_id' | 'opportunity_id' | 'owner_id'>,
    role: ApproverRole,
  ): { role: ApproverRole; personId: string | null } {
    const { ownerIds, managerIds } = this.responsible(row);
    const owner = row.owner_id !== null && ownerIds.includes(row.owner_id) ? row.owner_id : (ownerIds[0] ?? null);
    switch (role) {
      case 'owner':
        return { role, personId: owner };
      case 'manager': {
        const own = owner === null ? null : this.people.get(owner)?.fields['managerId'];
        const manager = typeof own === 'string' ? this.stillHere(own) : null;
        return { role, personId: manager ?? managerIds[0] ?? null };
      }
      case 'operations_vp':
        return { role, personId: null };
    }
  }
}

function accountOf(deal: MirrorRow | null): string[] {
  const accountId = deal?.fields['accountId'];
  return typeof accountId === 'string' ? [accountId] : [];
}
