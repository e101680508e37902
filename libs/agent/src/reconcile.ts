import { actionId, type EffectClass } from '@salesagent/canon/sales';
import { proposalDigest } from '@salesagent/governance';
import type { Evaluated } from './outcome';
import type { ReadProposal } from './read-before';

/** Where the newest episode of an (action, subject) stands. */
export type EpisodeStatus =
  | 'none'
  | 'open'
  | 'prepare-due'
  | 'prepared'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'executed'
  | 'failed'
  | 'superseded';

export interface ActionState {
  /** Stream and bus key: `{action}:{subject}`. */
  stream: string;
  /** Version of the stream; 0 before its first event. */
  version: number;
  episode: number;
  status: EpisodeStatus;
  /** Hash of what the newest episode or insight rests on. */
  material: string | null;
  actionId: string | null;
  /** Until when a rejected or expired episode rests (real time). */
  restsUntil: Date | null;
  /** What the episode that begins now suggests out of texts, to be kept by its action id; null in every other state. */
  read: ReadProposal | null;
  /** What people turned down, of this and of earlier episodes, and until when it rests (real time). */
  dismissed: readonly Dismissed[];
}

export interface Dismissed {
  /** Hash of what the dismissed episode rested on. */
  material: string;
  restsUntil: Date;
}

export interface NewEvent {
  type: 'ActionProposed' | 'ProposalSuperseded' | 'ActionPrepared' | 'ActionDeclined' | 'InsightRecorded';
  data: Record<string, unknown>;
}

export interface Reconciled {
  events: NewEvent[];
  state: ActionState;
  /** True when the subject's agent fields are to be copied to the CRM. */
  copyFields: boolean;
}

export interface Asked {
  effect: EffectClass;
  /** Real time. */
  now: Date;
  /** Ids of `ActionRequested` that wait for an answer. */
  requests: readonly string[];
}

export function emptyState(stream: string): ActionState {
  return {
    stream,
    version: 0,
    episode: 0,
    status: 'none',
    material: null,
    actionId: null,
    restsUntil: null,
    read: null,
    dismissed: [],
  };
}

export const streamOf = ({ action, subject }: { action: string; subject: string }): string => `${action}:${subject}`;

/** An open proposal, in the docket or at the gate, prepared for a person, or about to be. */
const stands = (s: EpisodeStatus): boolean => s === 'open' || s === 'prepared' || s === 'prepare-due';

/** An open proposal ends, and nothing takes its place. */
const takenBack = (state: ActionState, reason: string, declined: readonly NewEvent[]): Reconciled => ({
  events: [{ type: 'ProposalSuperseded', data: { actionId: state.actionId, by: null, reason } }, ...declined],
  state: { ...state, status: 'superseded', material: null },
  copyFields: false,
});

/**
 * Why what rests on this material is not recorded now; null when it is. Told before it is put into words, so that
 * nobody is asked for words that are thrown away.
 */
export function silentBecause(
  kind: 'insight' | 'proposal',
  material: string,
  state: ActionState,
  { effect, now }: Pick<Asked, 'effect' | 'now'>,
): string | null {
  const same = state.material === material;
  if (kind === 'insight') return same ? 'nothing has changed since the last time' : null;
  if (stands(state.status) && same) return 'the same proposal is open already';
  if (state.status === 'executed' && same) return 'the same proposal has been carried out already';
  if (state.restsUntil && state.restsUntil > now && (same || effect !== 'task')) {
    return `rests until ${state.restsUntil.toISOString().slice(0, 10)} after it was turned down or not taken up`;
  }
  const dismissed = state.dismissed.find((d) => d.material === material && d.restsUntil > now);
  if (!dismissed || effect !== 'task') return null;
  return `a person turned down just this before; it rests until ${dismissed.restsUntil.toISOString().slice(0, 10)}`;
}

/**
 * What an evaluation adds to its stream. Pure, and idempotent: the same evaluation over the state it left adds
 * nothing. New facts supersede an open proposal and begin the next episode; a rejected or expired one rests for the
 * cool-down, a dismissed task only until there is a new fact – and what was dismissed stays silent when it comes back after
 * one.
 */
export function reconcile(evaluated: Evaluated, state: ActionState, asked: Asked): Reconciled {
  const { outcome, action, subject } = evaluated;
  const unchanged = (events: NewEvent[] = []): Reconciled => ({ events, state, copyFields: false });
  const decline = (reason: string): Reconciled =>
    unchanged(
      asked.requests.map((requestId) => ({ type: 'ActionDeclined', data: { action, subject, requestId, reason } })),
    );

  if (outcome.kind === 'nothing') {
    const declined = decline(outcome.reason);
    if (!stands(state.status)) return declined;
    return takenBack(state, outcome.reason, declined.events);
  }

  const silent = silentBecause(outcome.kind, outcome.material, state, asked);
  if (outcome.kind === 'insight') {
    if (silent) return decline(silent);
    return {
      events: [{ type: 'InsightRecorded', data: { action, subject, ...outcome.data } }],
      state: { ...state, material: outcome.material },
      copyFields: outcome.fields !== null,
    };
  }
  if (silent) {
    const declined = decline(silent);
    // What stands rests on other facts than these, which a person has turned down.
    return stands(state.status) && state.material !== outcome.material
      ? takenBack(state, 'the facts it rested on have changed', declined.events)
      : declined;
  }
  const episode = state.episode + 1;
  const id = actionId(action, subject, episode);
  const events: NewEvent[] = [];
  if (stands(state.status)) {
    events.push({
      type: 'ProposalSuperseded',
      data: { actionId: state.actionId, by: id, reason: 'the facts it rested on have changed' },
    });
  }
  const digest = proposalDigest({ action, subject, change: outcome.proposal.change });
  events.push({ type: 'ActionProposed', data: { actionId: id, ...outcome.proposal, digest } });
  if (outcome.prepareOnly) {
    const { effect, tier } = outcome.proposal;
    events.push({
      type: 'ActionPrepared',
      data: { actionId: id, reason: `“${effect}” on a ${tier} account is prepared only: a person takes it from here` },
    });
  }
  return {
    events,
    state: {
      ...state,
      episode,
      actionId: id,
      status: outcome.prepareOnly ? 'prepared' : 'open',
      material: outcome.material,
      restsUntil: null,
      read: outcome.read ?? null,
    },
    copyFields: false,
  };
}
