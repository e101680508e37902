import { askService, OwnerDatabase, signIn, until, type RunningStack } from '../harness';
import { ENDED, proposal, proposals, type Proposal } from '../governance/proposals';
import type { Tally } from './tally';

/** A proposal that waits for its owner, and the owner's token. */
export interface Waiting extends Proposal {
  owner: { id: string; name: string | null };
  account: { id: string };
  token: string;
}

/** What the list says besides: whose turn it is. */
interface Listed extends Proposal {
  approver?: { role: string } | null;
}

export interface Refusal {
  status: number;
  code: string;
}

/** What every attack needs: proposals that wait, hands that should have no effect, and the logs that show whether they had. */
export class Scene {
  readonly database: OwnerDatabase;
  private readonly used = new Set<string>();
  private readonly tokens = new Map<string, Promise<string>>();
  private unharmed: Waiting | null = null;

  constructor(readonly stack: RunningStack) {
    this.database = new OwnerDatabase(stack);
  }

  token(account: string): Promise<string> {
    const known = this.tokens.get(account) ?? signIn(this.stack, account);
    this.tokens.set(account, known);
    return known;
  }

  /** A proposal nobody has used yet, of an action that its owner decides. */
  async fresh(but: (p: Listed) => boolean = () => true): Promise<Waiting> {
    const isFree = (p: Listed): boolean => this.isUnused(p) && but(p);
    const { approvals } = await until(
      'a proposal waits that nobody has used',
      () => proposals(this.stack, 'state=open&limit=500'),
      (page) => page.approvals.some(isFree),
    );
    const found = approvals.find(isFree)!;
    this.used.add(found.actionId);
    const shown = await proposal(this.stack, found.actionId);
    return { ...shown, token: await this.token(`person:${found.owner!.id}`) } as Waiting;
  }

  /** The token of a rep who has nothing to do with a proposal. */
  async strangerTo(p: Waiting): Promise<string> {
    const here = await this.peopleHere();
    const involved = await this.database.query<{ id: string }>(
      `select owner_id as id from crm.account where id = $1 union select owner_id from crm.opportunity where id = $2
       union select manager_id from crm.person`,
      [p.account.id, p.subject.id],
    );
    const not = new Set([p.owner.id, ...involved.map(({ id }) => id)]);
    const found = [...here].find(([id, role]) => role === 'rep' && !not.has(id));
    if (!found) throw new Error('everybody has something to do with everything here');
    return this.token(`person:${found[0]}`);
  }

  /** Who has not left and so can sign in, with their role. */
  async peopleHere(): Promise<ReadonlyMap<string, string | null>> {
    const { people } = await this.stack.api<{
      people: { id: string; role: string | null; active: boolean | null }[];
    }>('/api/people');
    return new Map(people.filter(({ active }) => active !== false).map(({ id, role }) => [id, role]));
  }

  /** How many wait that nobody has used. */
  async left(): Promise<number> {
    const { approvals } = await proposals(this.stack, 'state=open&limit=500');
    return approvals.filter((p) => this.isUnused(p)).length;
  }

  /** One that is good for many attacks, as long as none of them has had an effect. */
  async standing(): Promise<Waiting> {
    if (this.unharmed === null || (await this.hasEnded(this.unharmed.actionId))) this.unharmed = await this.fresh();
    return this.unharmed;
  }

  private isUnused(p: Listed): boolean {
    const isOwners = p.owner !== null && p.account !== null && p.approver?.role === 'owner';
    return p.state === 'awaiting' && isOwners && !this.used.has(p.actionId);
  }

  /** A decision sent to orchestrator itself, past the console. */
  async decide(token: string, body: object): Promise<Refusal & { state: string }> {
    const answer = await askService<{ code?: string; state?: string }>(this.stack, 'orchestrator', '/decisions', {
      ...{ token, method: 'POST', body },
    });
    return { status: answer.status, code: answer.body?.code ?? '', state: answer.body?.state ?? '' };
  }

  approval(p: Pick<Proposal, 'actionId' | 'digest'>): Record<string, unknown> {
    return { actionId: p.actionId, decision: 'approve', digest: p.digest, evidenceOpened: true };
  }

  /** Sends a decision that should be refused, and notes how it was. */
  async attempt(tally: Tally, token: string, body: object): Promise<void> {
    const { status, code, state } = await this.decide(token, body);
    tally.note(status === 200 ? `answered ${state}` : `${status} ${code}`.trim());
  }

  /**
   * Approves while an account is stopped, does something meanwhile, and lets it go on. False when an agent took the
   * proposal back before it could be approved.
   */
  async whileApproved(p: Waiting, meanwhile: () => Promise<void>): Promise<boolean> {
    const scope = `account/${p.account.id}`;
    await this.killSwitch(scope, true);
    try {
      const { status, state } = await this.decide(p.token, this.approval(p));
      const held = status === 200 && state === 'stopped';
      if (held) await meanwhile();
      return held;
    } finally {
      await this.killSwitch(scope, false);
    }
  }

  async killSwitch(scope: string, stopped: boolean): Promise<void> {
    const body = { scope, stopped, reason: stopped ? 'an attack is tried' : 'it was tried' };
    await this.stack.api('/api/kill-switch', { method: 'POST', body });
  }

  /** Events of a gate's own stream, oldest first. */
  async gateLog(actionId: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
    return this.database.query('select type, data from orchestrator.event where stream = $1 order by stream_version', [
      actionId,
    ]);
  }

  async count(actionId: string, type: string): Promise<number> {
    return (await this.gateLog(actionId)).filter((event) => event.type === type).length;
  }

  /** How often gateway has begun to carry it out. */
  async begun(actionId: string): Promise<number> {
    const rows = await this.database.query<{ n: number }>(
      `select count(*)::int as n from gateway.event where stream = $1 and type = 'ExecutionStarted'`,
      [`execution-${actionId}`],
    );
    return rows[0]?.n ?? 0;
  }

  async hasEnded(actionId: string): Promise<boolean> {
    return ENDED.includes((await proposal(this.stack, actionId)).state);
  }

  /** Approves one for real: what was wrongly set going before it would have been done by then. */
  async approveOne(): Promise<Waiting> {
    for (let n = 0; n < 5; n++) {
      const p = await this.fresh();
      const { status } = await this.decide(p.token, this.approval(p));
      if (status !== 200) continue;
      await until('the approved one has ended', () => this.hasEnded(p.actionId), Boolean);
      if ((await this.begun(p.actionId)) === 1) return p;
    }
    throw new Error('nothing that was approved was carried out: the table would prove nothing');
  }
}
