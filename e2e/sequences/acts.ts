import { gateWorkflowId, MESSAGES, temporalClient, type Client } from '@salesagent/workflow';
import { kill } from '../faults/parts';
import { patiently, sleep } from '../faults/patience';
import { editInCrm, notStanding, signIn, type RunningStack } from '../harness';
import type { Step } from './steps';

/** One sequence's deal, its people and its account. */
export interface Ground {
  deal: string;
  account: string;
  owner: string;
  stranger: string;
}

/** Something that was acknowledged, with the time (this machine's clock) it was asked and answered. */
export interface Act {
  what: Step['do'] | 'begin';
  to: string;
  askedAt: number;
  answeredAt: number;
}

interface Asked {
  actionId: string;
  state: string;
  digest: string;
}

/** Does the steps of a sequence on a running stack and remembers what was acknowledged, for the verdict. */
export class Acts {
  readonly acknowledged: Act[] = [];
  /** Refusals, and what was said where a part was down. */
  readonly refused: string[] = [];
  private last: { path: string; body: object; token: string } | null = null;
  private readonly client: Client;

  constructor(
    private readonly stack: RunningStack,
    private readonly ground: Ground,
    private readonly crew: Crew,
  ) {
    const { address, namespace } = stack.record().temporal;
    this.client = temporalClient({ address, namespace });
  }

  /** Gives the account a tier and the deal its owner, so that the alert is proposed. */
  async begin(tier: string): Promise<void> {
    const done = async (what: Act['what'], to: string, act: () => Promise<unknown>): Promise<void> => {
      if (!(await patiently(() => this.acknowledge(what, to, act)))) throw new Error(`${what} ${to} was never done`);
    };
    const { deal, account, owner } = this.ground;
    await done('set the tier', tier, () => this.edit(`account/${account}`, { tier }));
    await done('give the deal to somebody else', owner, () => this.edit(`opportunity/${deal}`, { ownerId: owner }));
  }

  async take(step: Step): Promise<void> {
    const { deal, account, stranger } = this.ground;
    switch (step.do) {
      case 'approve':
        return void (await this.decide('approve', step.who, step.stale));
      case 'reject':
        return void (await this.decide('reject', 'owner', false));
      case 'repeat the last decision': {
        const { last } = this;
        if (!last) return;
        const again = { method: 'POST', token: last.token, body: last.body };
        return void (await this.acknowledge(step.do, '', () => this.stack.api(last.path, again)));
      }
      case 'edit the deal': {
        const amount = 1_000 + (Math.floor(performance.now()) % 9_000);
        return void (await this.acknowledge(step.do, '', () => this.edit(`opportunity/${deal}`, { amount })));
      }
      case 'set the tier':
        return void (await this.acknowledge(step.do, step.tier, () =>
          this.edit(`account/${account}`, { tier: step.tier }),
        ));
      case 'give the deal to somebody else':
        return void (await this.acknowledge(step.do, stranger, () =>
          this.edit(`opportunity/${deal}`, { ownerId: stranger }),
        ));
      case 'stop the account':
      case 'let the account go on':
        return void (await this.stop(step.do));
      case 'send a made-up decision to Temporal':
        return this.forge();
      case 'kill':
        return this.crew.kill(step.part);
      case 'wait':
        return sleep(step.milliseconds);
    }
  }

  /** Lets the account go on and has whatever is still asked approved by its owner, until nothing is asked. */
  async bringToAnEnd(ended: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
    if (!(await patiently(() => this.stop('let the account go on')))) return false;
    return patiently(
      async () => {
        if (await ended()) return true;
        await this.decide('approve', 'operations', false);
        return false;
      },
      milliseconds,
      500,
    );
  }

  private stop(what: 'stop the account' | 'let the account go on'): Promise<boolean> {
    const scope = `account/${this.ground.account}`;
    const body = { scope, stopped: what === 'stop the account', reason: 'a drill' };
    return this.acknowledge(what, scope, () => this.stack.api('/api/kill-switch', { method: 'POST', body }));
  }

  private async decide(
    decision: 'approve' | 'reject',
    who: Extract<Step, { do: 'approve' }>['who'],
    stale: boolean,
  ): Promise<boolean> {
    const asked = await this.asked();
    if (!asked) return false;
    const path = `/api/approvals/${encodeURIComponent(asked.actionId)}/decision`;
    const digest = stale ? '0'.repeat(64) : asked.digest;
    const body = { decision, digest, evidenceOpened: true, ...(decision === 'reject' ? { reason: 'not now' } : {}) };
    const token = await this.crew.token(this.accountOf(who)).catch(() => null);
    if (token === null) return false;
    this.last = { path, body, token };
    return this.acknowledge(decision, asked.actionId, () => this.stack.api(path, { method: 'POST', token, body }));
  }

  private accountOf(who: Extract<Step, { do: 'approve' }>['who']): string {
    const { owner, stranger } = this.ground;
    return {
      owner: `person:${owner}`,
      manager: 'person:mara-manager',
      stranger: `person:${stranger}`,
      operations: 'operations',
    }[who];
  }

  /** What is asked about the deal, as whoever opens it is shown it; null while nothing is. */
  private async asked(): Promise<Asked | null> {
    const subject = encodeURIComponent(`opportunity/${this.ground.deal}`);
    const open = `/api/approvals?state=all&subject=${subject}&limit=50`;
    const listed = await this.stack.api<{ approvals: Asked[] }>(open).catch(() => null);
    const waiting = listed?.approvals.find(({ state }) => state === 'awaiting');
    if (!waiting) return null;
    return this.stack.api<Asked>(`/api/approvals/${encodeURIComponent(waiting.actionId)}`).catch(() => null);
  }

  private async forge(): Promise<void> {
    const asked = await this.asked();
    if (!asked) return;
    const handle = this.client.workflow.getHandle(gateWorkflowId(asked.actionId));
    const decisionId = `forged-${performance.now()}`;
    const given = handle.executeUpdate(MESSAGES.decide, { updateId: decisionId, args: [{ decisionId }] });
    await Promise.race([
      given.catch((error: unknown) => this.refused.push(`${gateWorkflowId(asked.actionId)}: ${String(error)}`)),
      sleep(3_000),
    ]);
  }

  private edit(record: string, set: Record<string, unknown>): Promise<unknown> {
    return editInCrm(this.stack, this.crew.operator(), record, set);
  }

  private async acknowledge(what: Act['what'], to: string, act: () => Promise<unknown>): Promise<boolean> {
    const askedAt = Date.now();
    try {
      await act();
      this.acknowledged.push({ what, to, askedAt, answeredAt: Date.now() });
      return true;
    } catch (error) {
      this.refused.push(`${what}: ${String(error)}`);
      return false;
    }
  }
}

/** What all sequences share: sign-ins that are kept, and one kill at a time. */
export class Crew {
  kills = 0;
  private readonly tokens = new Map<string, Promise<string>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stack: RunningStack,
    readonly operator: () => string,
  ) {}

  token(account: string): Promise<string> {
    const known = this.tokens.get(account);
    if (known) return known;
    const fresh = signIn(this.stack, account);
    this.tokens.set(account, fresh);
    fresh.catch(() => this.tokens.delete(account));
    return fresh;
  }

  /** kill -9; the next kill waits until everything stands, the sequences do not. */
  async kill(part: string): Promise<void> {
    const mine = this.turn.then(async () => {
      const problem = await kill(this.stack, part);
      if (problem !== null) throw new Error(problem);
      this.kills += 1;
    });
    this.turn = mine
      .catch(() => undefined)
      .then(() => patiently(async () => (await notStanding(this.stack)).length === 0));
    await mine;
  }
}
