/**
 * What services and workflows agree on: names, ids and the shapes that travel. A leaf without imports that run, so
 * that workflow code may import it. Only ids, digests and amounts are in here: Temporal holds no personal data.
 */
export const TASK_QUEUES = { orchestrator: 'orchestrator', gateway: 'gateway' } as const;

export const gateWorkflowId = (actionId: string): string => `gate-${actionId}`;
export const dealWorkflowId = (opportunityId: string): string => `deal-${opportunityId}`;
export const accountWorkflowId = (accountId: string): string => `account-${accountId}`;
export const rhythmWorkflowId = (name: string): string => `rhythm-${name}`;

export const WORKFLOWS = {
  actionGate: 'actionGate',
  dealLifecycle: 'dealLifecycle',
  accountLifecycle: 'accountLifecycle',
  operatingRhythm: 'operatingRhythm',
} as const;

/** Why a gate refuses a decision for now: it carries out another one. The same decision is sent again. */
export const GATE_BUSY = 'GateBusy';

/** Messages a workflow understands. */
export const MESSAGES = {
  /** Update of a gate; its id is the decision's id. */
  decide: 'decide',
  /** Signal to a gate: tier, policy, record or kill switch moved; look again. */
  recheck: 'recheck',
  /** Signal to a gate: the proposal was superseded or its facts are gone. */
  withdraw: 'withdraw',
  /** Signal to a lifecycle: the record changed in the CRM. */
  changed: 'changed',
  /** Query of every workflow. */
  status: 'status',
} as const;

// -- the gate ---------------------------------------------------------------------------------------------------

export interface GateInput {
  actionId: string;
  /** `person`: wait for a decision. `policy`: permitted without one (insight, earned autonomy). */
  lane: 'person' | 'policy';
}

export interface DecideInput {
  decisionId: string;
}

export type GateState =
  'open' | 'approved' | 'executed' | 'failed' | 'unknown' | 'rejected' | 'expired' | 'withdrawn' | 'prepared';

/** What became of a decision: `void`, `stopped` and `first-of-two` leave the gate open. */
export interface DecideResult {
  state: 'approved' | 'first-of-two' | 'rejected' | 'prepared' | 'withdrawn' | 'expired' | 'stopped' | 'void';
  message: string;
}

export type Opening =
  /** `escalatesAt`: when it is asked of another role besides; absent or null when never. */
  | { kind: 'open'; expiresAt: string; escalatesAt?: string | null }
  | { kind: 'closed'; state: 'prepared' | 'withdrawn' | 'expired' | 'rejected' | 'approved' };

export type Authorization =
  | { kind: 'permit'; permit: string; digest: string }
  | { kind: 'closed'; state: 'rejected' | 'prepared' | 'withdrawn' | 'expired'; message: string }
  | { kind: 'stopped'; message: string }
  /** The first of two approvals; a second person is asked. */
  | { kind: 'first'; message: string }
  | { kind: 'void'; message: string };

export interface GateActivities {
  /** Asks the approver (`ApprovalRequested`), or says how the gate ended already. */
  openGate(input: { actionId: string }): Promise<Opening>;
  /** Policy, stricter tier, autonomy and kill epoch in one transaction; a permit for 30 s, or why not. */
  authorize(input: { actionId: string; decisionId: string | null }): Promise<Authorization>;
  /**
   * Policy once more, while waiting: `prepared` when the ceiling became P, `withdrawn` when the facts are gone, `expired`
   * when a newer question gave less time.
   */
  recheck(input: { actionId: string }): Promise<{ state: 'open' | 'prepared' | 'withdrawn' | 'rejected' | 'expired' }>;
  /**
   * Asks the next role besides, if the question's time for that is `due` or over. The answer is when it is to be asked
   * for again, as a newer question has another time; null = no more.
   */
  escalate(input: { actionId: string; due: string }): Promise<{ escalatesAt: string | null }>;
  withdraw(input: { actionId: string; reason: string }): Promise<void>;
  expire(input: { actionId: string }): Promise<void>;
  /** Notes the outcome gateway answered with, ahead of its event. */
  noteOutcome(input: { actionId: string; outcome: ExecuteResult['outcome'] }): Promise<void>;
}

export interface ExecuteInput {
  actionId: string;
  digest: string;
  permit: string;
}

/** `refused`: nothing was begun (a stale permit, an older kill epoch); ask for a new permit. */
export interface ExecuteResult {
  outcome: 'executed' | 'failed' | 'refused' | 'unknown';
  reason?: string;
}

export interface GatewayActivities {
  execute(input: ExecuteInput): Promise<ExecuteResult>;
}

// -- the lifecycles ---------------------------------------------------------------------------------------------

/** A moment a lifecycle waits for; `what` names the reason, the nominal time (ISO 8601) the occurrence. */
export interface Due {
  what: string;
  nominalTime: string;
}

/** How a deal had ended before it was open again. */
export interface ClosedDeal {
  as: 'won' | 'lost' | 'gone';
  /** ISO 8601, real time at which the lifecycle saw it. */
  at: string;
  subStage: string | null;
}

/** What a deal lifecycle remembers from one look to the next, also over continue-as-new. */
export interface DealMemory {
  opportunityId: string;
  subStage: string | null;
  /** Real time of the last change or touch the lifecycle was told of. */
  touchedAt: string | null;
  /** Real time at which the lifecycle began; what was due before is not asked for. Absent until its first look. */
  since?: string;
  /** Real time at which it saw the deal enter its sub-stage. */
  enteredAt?: string | null;
  /** What was asked for last, one for each `what`. */
  asked?: readonly Due[];
  /** Set from when the deal is seen closed until it is seen open again. */
  closed?: ClosedDeal | null;
  /** Started for a deal that had been there before: its first look asks nobody about readiness. */
  backfill?: boolean;
}

export interface DealLook {
  /** What the look found out, to be remembered. */
  memory: Pick<DealMemory, 'subStage' | 'enteredAt' | 'asked' | 'closed' | 'backfill'>;
  /** Nothing is left to wait for: closed, and handed over where it was won. */
  done: boolean;
  /** The next moment to act; null while the business clock is frozen. `handoff` is the end of the time to acknowledge. */
  due: Due | null;
}

export interface AccountMemory {
  accountId: string;
  lifecycle: string | null;
  touchedAt?: string | null;
  since?: string;
  asked?: readonly Due[];
}

export interface AccountLook {
  memory: Pick<AccountMemory, 'lifecycle' | 'asked'>;
  done: boolean;
  due: Due | null;
}

/** `now` is the workflow's own clock (ISO 8601), so that a look can be repeated. */
export type DealLookInput = DealMemory & { since: string; now: string };
export type AccountLookInput = AccountMemory & { since: string; now: string };

export interface RhythmInput {
  name: RhythmName;
}
export const RHYTHMS = ['morning', 'daily', 'weekly', 'monthly', 'quarterly'] as const;
export type RhythmName = (typeof RHYTHMS)[number];

export interface LifecycleActivities {
  /** Reads the deal, notes what became of it since the last look, and says what to wait for. */
  observeDeal(memory: DealLookInput): Promise<DealLook>;
  /** `ActionRequested` for what is due on a deal. */
  requestDealActions(input: Due & { opportunityId: string }): Promise<void>;
  /** The time to acknowledge a hand-off is over: asks the manager, unless it was acknowledged meanwhile. */
  handoffOverdue(input: { opportunityId: string; nominalTime: string }): Promise<void>;
  observeAccount(memory: AccountLookInput): Promise<AccountLook>;
  requestAccountActions(input: Due & { accountId: string }): Promise<void>;
  /** What a nominal time of the company's rhythm asks for. */
  runRhythm(input: { name: RhythmName; nominalTime: string }): Promise<void>;
}

export interface DocketActivities {
  /** The morning batch; admits once a business day, whatever is called how often. */
  admitMorningWave(input: { nominalTime: string }): Promise<{ admitted: number }>;
}
