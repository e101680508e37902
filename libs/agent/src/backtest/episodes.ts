import type { Proposal } from '@salesagent/canon/events';
import { parseRecordRef } from '@salesagent/canon/sales';
import { endOfBusinessDay, fieldsOf, sha256Canonical, substanceOf, type FiscalCalendar } from '@salesagent/governance';
import type { Action } from '../define';
import type { Evaluated } from '../outcome';
import { emptyState, reconcile, streamOf, type ActionState } from '../reconcile';
import type { ActionSettings } from '../settings';
import type { Candidate, Ended } from './candidate';
import type { PastDeals } from './past-deals';
import { BacktestRefused } from './refused';

export interface EpisodeRules {
  calendar: FiscalCalendar;
  /** Business days until a proposal runs out that nobody answers, by effect. */
  expiresInBusinessDays: Readonly<Record<string, number>>;
}

/** An insight that was recorded, in a few words. */
export interface InsightNote {
  action: string;
  subject: string;
  day: string;
  said: string;
  /** Hash of its values: two runs said the same where it is the same. */
  values: string;
}

interface Standing {
  state: ActionState;
  candidate: Candidate | null;
  runsOutAt: Date | null;
  /** Days it rests after it ran out. */
  restsDays: number;
}

/**
 * Follows what the looks come to by the live rule: the same facts are one proposal, new facts the next episode. Nobody
 * answered in the past that is imagined here, so a proposal that stands runs out as policy says and then rests.
 */
export class Episodes {
  readonly candidates: Candidate[] = [];
  readonly ended = new Map<string, Ended>();
  /** Insights recorded, by action and month. */
  readonly insights = new Map<string, Map<string, number>>();
  readonly notes: InsightNote[] = [];
  notesLeftOut = 0;
  private readonly byAction = new Map<string, Map<string, Standing>>();
  private readonly waiting = new Set<Standing>();
  private asked = 0;

  constructor(
    private readonly rules: EpisodeRules,
    private readonly deals: PastDeals,
    private readonly most: { candidates: number; notes: number },
  ) {}

  /** Takes an evaluation in. */
  take(evaluated: Evaluated, { effect }: Action, { cooldownDays }: ActionSettings, day: string, now: Date): void {
    const { action, subject } = evaluated;
    const subjects = this.byAction.get(action) ?? new Map<string, Standing>();
    this.byAction.set(action, subjects);
    const before = subjects.get(subject);
    const asked = { effect, now, requests: [] };
    const { events, state } = reconcile(evaluated, before?.state ?? emptyState(streamOf(evaluated)), asked);
    if (events.length === 0) return;
    const at = now.toISOString();
    let candidate = before?.candidate ?? null;
    for (const event of events) {
      if (event.type === 'ProposalSuperseded' && candidate)
        this.ended.set(candidate.actionId, { at, how: 'superseded', reason: String(event.data['reason']) });
      if (event.type === 'ActionProposed') candidate = this.propose(event.data as unknown as Proposal, day, at);
      if (event.type === 'ActionPrepared' && candidate) candidate.prepareOnly = true;
      if (event.type === 'InsightRecorded') this.noteInsight(evaluated, day);
    }
    const open = state.status === 'open';
    const runs = this.rules.expiresInBusinessDays[effect];
    const runsOutAt = open && runs !== undefined ? endOfBusinessDay(now, runs, this.rules.calendar) : null;
    const version = state.version + events.length;
    const standing = { state: { ...state, version }, candidate, runsOutAt, restsDays: cooldownDays };
    if (before) this.waiting.delete(before);
    subjects.set(subject, standing);
    if (runsOutAt) this.waiting.add(standing);
  }

  /**
   * True when a decision resting on this material adds nothing, whatever its words: the proposal stands or rests, or
   * the insight is known. Words are the dearest part of a look, and most days most deals say what they said before.
   */
  isKnown(action: string, subject: string, material: string, now: Date): boolean {
    const state = this.byAction.get(action)?.get(subject)?.state;
    if (state?.material !== material) return false;
    const rests = state.restsUntil !== null && state.restsUntil > now;
    return state.status === 'none' || state.status === 'open' || state.status === 'prepared' || rests;
  }

  /** Lets go of what ran out by now, and lets it rest. */
  runOut(now: Date): void {
    for (const standing of this.waiting) {
      const { runsOutAt, candidate, state, restsDays } = standing;
      if (!candidate || !runsOutAt || runsOutAt > now) continue;
      this.waiting.delete(standing);
      const at = runsOutAt.toISOString();
      this.ended.set(candidate.actionId, { at, how: 'expired', reason: 'nobody answered in time' });
      const until = new Date(runsOutAt.getTime() + restsDays * 86_400_000);
      standing.state = { ...state, status: 'expired', restsUntil: until };
    }
  }

  /** Candidates made since it was last asked. */
  fresh(): Candidate[] {
    const fresh = this.candidates.slice(this.asked);
    this.asked = this.candidates.length;
    return fresh;
  }

  /** Subjects of an action whose newest proposal still stands. */
  standing(action: string): string[] {
    return [...(this.byAction.get(action) ?? [])].flatMap(
      ([
        subject,
        {
          state: { status },
        },
      ]) => (status === 'open' || status === 'prepared' ? [subject] : []),
    );
  }

  private propose(p: Proposal, day: string, at: string): Candidate {
    const opportunityId = opportunityOf(p);
    const deal = opportunityId === null ? null : this.deals.one(opportunityId, day);
    const { content, channel } = substanceOf(p.effect, p.change);
    const candidate: Candidate = {
      ...{ actionId: p.actionId, action: p.action, agent: p.agent, effect: p.effect, day, at, subject: p.subject },
      ...{ title: p.title, why: p.why, opportunityId, accountId: p.accountId, ownerId: p.ownerId },
      ...{ tier: p.tier, prepareOnly: false, amount: p.attention.amount, pWin: p.attention.pWin },
      ...{ minutes: p.attention.minutes, expectedValue: p.attention.expectedValue, priors: p.attention.priors },
      ...{ fields: fieldsOf(p.change), content, channel },
      ...{ standing: opportunityId === null ? null : this.deals.standingOf(opportunityId, day) },
      ...{ subStage: deal?.subStage ?? null, expectedCloseDate: deal?.expectedCloseDate ?? null },
    };
    if (this.candidates.length >= this.most.candidates)
      throw new BacktestRefused(
        'bad-period',
        `By ${day} there are more than ${this.most.candidates} proposals.`,
        'Take a shorter period or fewer actions.',
      );
    this.candidates.push(candidate);
    return candidate;
  }

  private noteInsight({ action, subject, outcome }: Evaluated, day: string): void {
    const months = this.insights.get(action) ?? new Map<string, number>();
    this.insights.set(action, months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + 1));
    if (outcome.kind !== 'insight' || this.most.notes === 0) return;
    if (this.notes.length >= this.most.notes) this.notesLeftOut += 1;
    else {
      const { values, reasons } = outcome.data;
      const said = [...scalarsOf(values), ...reasons].join(' ').slice(0, 200);
      this.notes.push({ action, subject, day, said, values: sha256Canonical(values).slice(0, 16) });
    }
  }
}

/** The deal a proposal is a step of. */
function opportunityOf({ change, subject }: Proposal): string | null {
  if (change.kind === 'task' && change.opportunityId) return change.opportunityId;
  const { type, id } = parseRecordRef(subject);
  return type === 'opportunity' ? id : null;
}

/** `level: high.` and the like: what reasons do not always say. */
function scalarsOf(values: Record<string, unknown>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}.`] : [],
  );
}
