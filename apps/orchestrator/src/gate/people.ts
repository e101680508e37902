import { SqlMirror, type MirrorReader, type MirrorRow } from '@salesagent/mirror';
import { standIn, type Absence, type ApproverRole, type Colleague, type Responsible } from '@salesagent/governance';
import type { Tier } from '@salesagent/canon/sales';
import { stricterTier, TIERS } from '@salesagent/canon/sales';
import type { Db, DocketRow } from './docket-rows';

/** What the mirror knows around proposals, read at once for a whole batch. */
export class Surroundings {
  private constructor(
    private readonly accounts: Map<string, MirrorRow>,
    private readonly deals: Map<string, MirrorRow>,
    private readonly people: Map<string, MirrorRow>,
    private readonly away: ReadonlyMap<string, Pick<Absence, 'delegateId'>>,
  ) {}

  static async of(db: Db, rows: readonly Around[]): Promise<Surroundings> {
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
    return new Surroundings(accounts, deals, people, await awayNow(db));
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
    return standIn(personId, { people: this.colleagues(), away: new Map() });
  }

  /** Who decides for somebody now: who is away has a delegate, who has left a manager. */
  private present(personId: string, not?: ReadonlySet<string>): string | null {
    return standIn(personId, { people: this.colleagues(), away: this.away }, not);
  }

  isAway(personId: string): boolean {
    return this.away.has(personId);
  }

  private team: Map<string, Colleague> | null = null;
  private colleagues(): Map<string, Colleague> {
    return (this.team ??= colleaguesOf(this.people.values()));
  }

  private managerOf(personId: string): string | null {
    const managerId = this.colleagues().get(personId)?.managerId ?? null;
    return managerId === null ? null : this.stillHere(managerId);
  }

  /** Owners of account and deal by the CRM; in the place of who has left, their managers. */
  private owners(row: Around): Set<string> {
    const owners = new Set<string>();
    const add = (value: unknown): void => {
      const here = typeof value === 'string' ? this.stillHere(value) : null;
      if (here !== null) owners.add(here);
    };
    add(this.deal(row.opportunity_id)?.fields['ownerId']);
    if (row.account_id !== null) add(this.accounts.get(row.account_id)?.fields['ownerId']);
    // Only where the CRM names nobody: the owner the agent found.
    if (owners.size === 0) add(row.owner_id);
    return owners;
  }

  /**
   * Owners of account and deal, and their managers; of who is away, who stands in. An owner never stands in for their
   * manager: what is for the manager to decide is not for the owner.
   */
  responsible(row: Around): Responsible {
    const owners = this.owners(row);
    const managers = new Set([...owners].map((id) => this.managerOf(id)).filter((id) => id !== null));
    const known = (id: string | null): id is string => id !== null;
    const ownerIds = [...new Set([...owners].map((id) => this.present(id)).filter(known))];
    const notOwners = new Set([...owners, ...ownerIds].filter((id) => !managers.has(id)));
    const managerIds = [...new Set([...managers].map((id) => this.present(id, notOwners)).filter(known))];
    const themselves = (id: string): boolean => owners.has(id) || managers.has(id);
    return { ownerIds, managerIds, standInIds: [...ownerIds, ...managerIds].filter((id) => !themselves(id)) };
  }

  /**
   * Whose inbox it enters: the owner for drafts and tasks, the owner's manager for money; null = not known.
   * @param not who must not decide it, as they approved it first or asked for it
   */
  assignee(
    row: Around,
    role: ApproverRole,
    not: ReadonlySet<string> = new Set(),
  ): { role: ApproverRole; personId: string | null } {
    if (role === 'operations_vp') return { role, personId: null };
    const { ownerIds, managerIds } = this.responsible(row);
    const owner = row.owner_id === null || !this.owners(row).has(row.owner_id) ? null : this.present(row.owner_id);
    const own = this.ownManager(row);
    const managers = [...(own !== null && managerIds.includes(own) ? [own] : []), ...managerIds];
    const inOrder = role === 'manager' ? managers : [...(owner === null ? [] : [owner]), ...ownerIds, ...managers];
    return { role, personId: inOrder.find((id) => !not.has(id)) ?? null };
  }

  /** Manager of the owner the proposal names, or who stands in for them. */
  private ownManager(row: Around): string | null {
    const owners = this.owners(row);
    const owner = row.owner_id !== null && owners.has(row.owner_id) ? row.owner_id : [...owners][0];
    const manager = owner === undefined ? null : this.managerOf(owner);
    return manager === null ? null : this.present(manager, owners);
  }
}

type Around = Pick<DocketRow, 'account_id' | 'opportunity_id' | 'owner_id'>;

/** People of the mirror as the rule on absences reads them. */
export function colleaguesOf(people: Iterable<MirrorRow>): Map<string, Colleague> {
  return new Map(
    [...people].map(({ id, fields: { active, managerId } }) => [
      id,
      { active: active !== false, managerId: typeof managerId === 'string' ? managerId : null },
    ]),
  );
}

async function awayNow(db: Db): Promise<Map<string, Pick<Absence, 'delegateId'>>> {
  const { rows } = await db.query<{ id: string; delegateId: string | null }>(
    `select person_id as id, delegate_id as "delegateId" from orchestrator.absence where state = 'standing'`,
  );
  return new Map(rows.map(({ id, delegateId }) => [id, { delegateId }]));
}

function accountOf(deal: MirrorRow | null): string[] {
  const accountId = deal?.fields['accountId'];
  return typeof accountId === 'string' ? [accountId] : [];
}
