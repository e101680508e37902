import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  patched,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  GATE_BUSY,
  MESSAGES,
  TASK_QUEUES,
  type Authorization,
  type DecideInput,
  type DecideResult,
  type ExecuteResult,
  type GateActivities,
  type GateInput,
  type GatewayActivities,
  type GateState,
  type Opening,
} from '@salesagent/workflow/contracts';

// Short: after a crash a task in flight comes back only when its time is over.
const gate = proxyActivities<GateActivities>({
  startToCloseTimeout: '5s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/**
 * Never given up: gateway answers the same action with its recorded outcome, so only its answer says whether
 * something was begun. A permit that went stale meanwhile is `refused`, and only then a new one is asked for.
 */
const gateway = proxyActivities<GatewayActivities>({
  taskQueue: TASK_QUEUES.gateway,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
const gatewayBatch = proxyActivities<GatewayActivities>({
  taskQueue: TASK_QUEUES.gateway,
  startToCloseTimeout: '60s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

export const decide = defineUpdate<DecideResult, [DecideInput]>(MESSAGES.decide);
export const recheck = defineSignal(MESSAGES.recheck);
export const withdraw = defineSignal<[{ reason: string }]>(MESSAGES.withdraw);
export const gateStatus = defineQuery<GateState>(MESSAGES.status);

/** A refused permit is followed by a new one so often, at growing distance; then somebody has to look. */
const REFUSALS = 12;

/** One admitted proposal from the question to the outcome. */
export async function actionGate({ actionId, lane }: GateInput): Promise<GateState> {
  const gateHere = new Gate(actionId);
  return lane === 'policy' ? gateHere.runAlone() : gateHere.askAPerson();
}

class Gate {
  private state: GateState = 'open';
  private pending: string | null = null;
  private readonly answers = new Map<string, DecideResult>();
  private lookAgain = false;
  private tries = 0;
  private withdrawal: string | null = null;

  constructor(private readonly actionId: string) {
    setHandler(gateStatus, () => this.state);
    setHandler(recheck, () => void (this.lookAgain = true));
    setHandler(withdraw, ({ reason }) => void (this.withdrawal = reason));
    setHandler(
      decide,
      async ({ decisionId }) => {
        this.pending ??= decisionId;
        await condition(() => this.answers.has(decisionId));
        return this.answers.get(decisionId)!;
      },
      { validator: (input) => this.validate(input) },
    );
  }

  /** Synchronous, as an asynchronous validator never rejects. */
  private validate(input: DecideInput): void {
    if (typeof input?.decisionId !== 'string' || input.decisionId.length === 0 || input.decisionId.length > 100)
      throw new Error('a decision is sent as { decisionId }');
    if (this.answers.has(input.decisionId) || this.pending === input.decisionId) return;
    if (this.state !== 'open') throw new Error(`the gate is closed: ${this.state}`);
    if (this.pending !== null)
      throw ApplicationFailure.nonRetryable('another decision is being carried out', GATE_BUSY);
  }

  async askAPerson(): Promise<GateState> {
    const opening = await gate.openGate({ actionId: this.actionId });
    if (opening.kind === 'closed' && opening.state !== 'approved') return this.close(opening.state);
    const expiresAt = opening.kind === 'open' ? Date.parse(opening.expiresAt) : Number.POSITIVE_INFINITY;
    let escalatesAt = escalationOf(opening);
    while (this.state === 'open') {
      const left = Math.min(expiresAt, escalatesAt) - Date.now();
      const woken =
        left > 0 &&
        (await condition(() => this.pending !== null || this.lookAgain || this.withdrawal !== null, clamp(left)));
      if (this.withdrawal !== null) await this.leave(this.withdrawal);
      else if (this.pending !== null) await this.carryOut(this.pending, expiresAt);
      else if (this.lookAgain) await this.look();
      else if (!woken && expiresAt - Date.now() <= 0) {
        await gate.expire({ actionId: this.actionId });
        this.close('expired');
      } else if (!woken && escalatesAt - Date.now() <= 0) escalatesAt = await this.escalate(escalatesAt);
    }
    // A decision that arrived while the gate closed is told how it closed.
    if (this.pending !== null) this.answer(this.pending, this.closedAnswer());
    await condition(allHandlersFinished);
    return this.state;
  }

  async runAlone(): Promise<GateState> {
    for (;;) {
      if (this.withdrawal !== null) {
        await this.leave(this.withdrawal);
        return this.state;
      }
      const authorization = await gate.authorize({ actionId: this.actionId, decisionId: null });
      if (authorization.kind === 'closed') return this.close(authorization.state);
      if (authorization.kind === 'permit') {
        const result = await this.execute(authorization, gatewayBatch);
        if (result !== 'refused') return this.settle(result);
      }
      if (workflowInfo().continueAsNewSuggested)
        return continueAsNew<typeof actionGate>({ actionId: this.actionId, lane: 'policy' });
      await this.pause(authorization.kind === 'permit');
    }
  }

  /** @returns when the next role is to be asked; infinite when never */
  private async escalate(due: number): Promise<number> {
    const { escalatesAt } = await gate.escalate({ actionId: this.actionId, due: new Date(due).toISOString() });
    return escalatesAt === null ? Number.POSITIVE_INFINITY : Date.parse(escalatesAt);
  }

  /** From a decision to the outcome. A decision that is void, or the first of two, leaves the gate open for another one. */
  private async carryOut(decisionId: string, expiresAt: number): Promise<void> {
    for (;;) {
      const authorization = await gate.authorize({ actionId: this.actionId, decisionId });
      if (authorization.kind === 'void' || authorization.kind === 'first') {
        const state = authorization.kind === 'void' ? 'void' : 'first-of-two';
        this.answer(decisionId, { state, message: authorization.message });
        this.pending = null;
        return;
      }
      if (authorization.kind === 'closed') {
        this.close(authorization.state);
        this.answer(decisionId, { state: authorization.state, message: authorization.message });
        return;
      }
      if (authorization.kind === 'permit') {
        this.state = 'approved';
        this.answer(decisionId, { state: 'approved', message: 'approved; gateway carries it out' });
        const result = await this.execute(authorization, gateway);
        if (result !== 'refused') {
          await this.settle(result);
          return;
        }
        await this.pause(true);
      } else {
        this.answer(decisionId, { state: 'stopped', message: authorization.message });
        await this.pause(false);
      }
      if (this.withdrawal !== null) return this.leave(this.withdrawal);
      if (Date.now() >= expiresAt && this.state === 'open') {
        await gate.expire({ actionId: this.actionId });
        this.close('expired');
        return;
      }
    }
  }

  /**
   * Before authorisation is asked for again: 0.3 s after a first refusal, up to 5 minutes. A signal that something
   * moved (the kill switch was lifted) ends the pause.
   */
  private async pause(refused: boolean): Promise<void> {
    if (refused && this.tries >= REFUSALS) {
      this.withdrawal = 'gateway refused every permit; its log says why';
      return;
    }
    const milliseconds = Math.min((refused ? 300 : 5_000) * 2 ** this.tries, 300_000);
    this.tries++;
    this.lookAgain = false;
    if (await condition(() => this.lookAgain || this.withdrawal !== null, milliseconds)) this.tries = 0;
    this.lookAgain = false;
  }

  private async execute(
    { permit, digest }: Extract<Authorization, { kind: 'permit' }>,
    through: GatewayActivities,
  ): Promise<ExecuteResult['outcome']> {
    const { outcome } = await through.execute({ actionId: this.actionId, digest, permit });
    return outcome;
  }

  private async settle(outcome: Exclude<ExecuteResult['outcome'], 'refused'>): Promise<GateState> {
    await gate.noteOutcome({ actionId: this.actionId, outcome });
    return this.close(outcome);
  }

  private async look(): Promise<void> {
    this.lookAgain = false;
    const { state } = await gate.recheck({ actionId: this.actionId });
    if (state !== 'open') this.close(state);
  }

  private async leave(reason: string): Promise<void> {
    await gate.withdraw({ actionId: this.actionId, reason });
    this.close('withdrawn');
    if (this.pending !== null) this.answer(this.pending, { state: 'withdrawn', message: reason });
  }

  private closedAnswer(): DecideResult {
    const { state } = this;
    const told = state === 'rejected' || state === 'prepared' || state === 'withdrawn' || state === 'expired';
    return { state: told ? state : 'void', message: `the gate had closed: ${state}` };
  }

  /** A decision gets one answer; the first one stands. */
  private answer(decisionId: string, result: DecideResult): void {
    if (!this.answers.has(decisionId)) this.answers.set(decisionId, result);
  }

  private close(state: GateState): GateState {
    this.state = state;
    return state;
  }
}

/** When the next role is asked, in milliseconds of the epoch; infinite when never. */
function escalationOf(opening: Opening): number {
  const escalates = opening.kind === 'open' && typeof opening.escalatesAt === 'string';
  return escalates && patched('escalation') ? Date.parse(opening.escalatesAt!) : Number.POSITIVE_INFINITY;
}

/** A timer of more than 24 days overflows; the loop simply waits again. */
function clamp(milliseconds: number): number {
  return Math.min(milliseconds, 20 * 86_400_000);
}
