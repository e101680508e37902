import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { addDays, parseRecordRef, recordRef } from '@salesagent/canon/sales';
import type { MirrorRow } from '@salesagent/mirror';
import type { Playbook } from '@salesagent/playbook';
import type { Action } from '../define';
import { gatherAndDecide, materialOf, putIntoWords } from '../evaluate';
import type { Outcome } from '../outcome';
import type { ActionSettings } from '../settings';
import { ALL_SUBJECTS, wantedBy, wantedByDeletions } from '../triggers';
import { Episodes, type EpisodeRules } from './episodes';
import { Judging } from './judging';
import { isClosing, PastDeals } from './past-deals';
import { PastKnowledge } from './past-knowledge';
import { Reasons } from './reasons';
import { Rhythm, type Beat } from './rhythm';

/** Events by business time, as often as they are asked for. */
export interface PastEvents {
  /** From one instant (null = the first) on until before another, oldest first, in batches. */
  between(from: string | null, until: string): AsyncIterable<IntegrationEvent[]>;
}

export interface WalkOptions {
  participants: ReadonlyMap<string, { action: Action; settings: ActionSettings }>;
  playbook: Playbook;
  rules: EpisodeRules;
  events: PastEvents;
  /** First and last business day looked at. */
  from: string;
  to: string;
  /** Days after a proposal in which something counts. */
  windowDays: number;
  most: { candidates: number; notes: number };
  open(value: unknown): Promise<unknown>;
  /** Gives way to whatever else the process has to do, and ends the walk by throwing. */
  breathe(): Promise<void>;
  onDay?(day: string, looks: number): void;
}

/**
 * Goes through the past day by day: what happened, then the looks that the live system would have taken, each with
 * what was known at that instant. Nothing of a later day is read before its day has come.
 */
export class Walk {
  readonly deals: PastDeals;
  readonly episodes: Episodes;
  readonly judging: Judging;
  readonly reasons = new Reasons();
  looks = 0;
  readonly failures = new Map<string, { count: number; first: string }>();
  private readonly known: PastKnowledge;
  private readonly actions: Action[];
  private readonly rhythm: Rhythm;
  /** The generation of what was known at the last pass of an action. */
  private readonly passed = new Map<string, number>();

  constructor(private readonly options: WalkOptions) {
    const { participants, rules, most, windowDays, playbook } = options;
    this.actions = [...participants.values()].map(({ action }) => action);
    this.deals = new PastDeals(rules.calendar.fiscalYearStartMonth);
    this.known = new PastKnowledge(this.actions, this.deals, playbook, (value) => this.options.open(value));
    this.episodes = new Episodes(rules, this.deals, most);
    this.judging = new Judging(this.deals, windowDays);
    this.rhythm = new Rhythm(playbook, rules.calendar.timeZone);
  }

  async run(): Promise<void> {
    const { events, from, to, windowDays, onDay } = this.options;
    for await (const batch of events.between(null, startOf(from))) {
      this.known.apply(batch);
      await this.options.breathe();
    }
    this.known.begin(addDays(from, -1));
    this.known.refit();
    for (let day = from; day <= to; day = addDays(day, 1)) {
      this.known.begin(day);
      this.episodes.runOut(new Date(startOf(day)));
      await this.through(day);
      onDay?.(day, this.looks);
    }
    // What came of it, for judging only.
    for await (const batch of events.between(startOf(addDays(to, 1)), startOf(addDays(to, windowDays + 2)))) {
      this.deals.apply(batch);
      await this.options.breathe();
    }
  }

  /** One day: what happened up to each beat of the rhythm, the beat, and what happened after the last. */
  private async through(day: string): Promise<void> {
    let since = startOf(day);
    for (const beat of this.rhythm.of(day)) {
      const at = beat.at.toISOString();
      await this.happened(since, at);
      await this.beat(beat);
      since = at;
    }
    await this.happened(since, startOf(addDays(day, 1)));
  }

  private async happened(since: string, until: string): Promise<void> {
    const passes = new Set<string>();
    const singles = new Map<string, { action: Action; subject: string }>();
    let closings = false;
    let last = since;
    for await (const batch of this.options.events.between(since, until)) {
      const live = batch.map(asLive);
      const wanted = await wantedByDeletions(live, this.actions, this.known.mirror);
      this.known.apply(batch);
      wanted.push(...(await wantedBy(live, this.actions, this.known.mirror)));
      last = batch.at(-1)?.occurredAt ?? last;
      closings ||= batch.some(isClosing);
      for (const { action: name, subject } of wanted) {
        const action = this.options.participants.get(name)!.action;
        if (subject === ALL_SUBJECTS) passes.add(name);
        else singles.set(`${name} ${subject}`, { action, subject });
      }
      await this.options.breathe();
    }
    const now = new Date(last);
    for (const { action, subject } of singles.values()) {
      if (!passes.has(action.id)) await this.look(action, subject, now);
    }
    if (closings) {
      this.known.refit();
      for (const action of this.actions) if (action.on.includes('WinCurveFitted')) passes.add(action.id);
    }
    for (const name of passes) await this.pass(name, now);
    await this.compare();
  }

  private async beat({ at, ask }: Beat): Promise<void> {
    for (const { id, on } of this.actions) {
      if (ask.includes(id) && on.includes('ActionRequested')) await this.pass(id, at);
    }
    await this.compare();
  }

  private async pass(name: string, now: Date): Promise<void> {
    if (this.passed.get(name) === this.known.generation) return;
    this.passed.set(name, this.known.generation);
    const { action } = this.options.participants.get(name)!;
    const eligible = this.known.mirror
      .rows(action.subjectType)
      .filter((row) => (action.eligible?.(row) ?? true) === true);
    const subjects = new Set<string>([
      ...eligible.map((row) => recordRef(action.subjectType, row.id)),
      ...this.episodes.standing(name),
    ]);
    for (const subject of [...subjects].sort()) await this.look(action, subject, now);
  }

  private async look(action: Action, subject: string, now: Date): Promise<void> {
    const { settings } = this.options.participants.get(action.id)!;
    const { type, id } = parseRecordRef(subject);
    this.looks += 1;
    try {
      const row = type === action.subjectType ? await this.known.mirror.get(type, id) : null;
      const outcome = await this.outcomeOf(action, subject, row, settings, now);
      if (outcome === null) return;
      if (outcome.kind === 'nothing') this.reasons.note(action.id, outcome.reason, subject);
      this.episodes.take({ action: action.id, subject, outcome }, action, settings, this.known.day, now);
    } catch (error) {
      if (error instanceof Error && error.name === 'BacktestRefused') throw error;
      const known = this.failures.get(action.id);
      this.failures.set(action.id, {
        count: (known?.count ?? 0) + 1,
        first: known?.first ?? `${subject} on ${this.known.day}: ${String(error)}`,
      });
    }
    await this.options.breathe();
  }

  /** Null when it would change nothing. */
  private async outcomeOf(
    action: Action,
    subject: string,
    row: MirrorRow | null,
    settings: ActionSettings,
    now: Date,
  ): Promise<Outcome | null> {
    const context = this.known.context().for(settings.section, action);
    const decided = await gatherAndDecide(action, row, context, settings);
    if ('kind' in decided) return decided;
    if (this.episodes.isKnown(action.id, subject, materialOf(decided.decision, settings), now)) return null;
    return putIntoWords(action, row!, decided, context, settings);
  }

  /** Notes what the new candidates are to be compared with, while it is their day. */
  private async compare(): Promise<void> {
    const fresh = this.episodes.fresh();
    if (fresh.length === 0) return;
    const standings = this.deals.standings(this.known.day);
    for (const candidate of fresh) this.judging.note(candidate, standings);
    await this.options.breathe();
  }
}

const startOf = (day: string): string => `${day}T00:00:00.000Z`;

/** A dated event of an import is taken as if it had been heard of when it happened. */
function asLive(event: IntegrationEvent): IntegrationEvent {
  const data = event.data as Partial<RecordEventData>;
  return data.by === 'import' && !data.undated ? { ...event, data: { ...data, by: 'crm' } } : event;
}
