import { z } from 'zod';
import { addDays } from '@salesagent/canon/sales';
import type { Playbook } from '@salesagent/playbook';
import type { Action } from '../define';
import type { Afterwards, Candidate, Ended } from './candidate';
import type { EpisodeRules, InsightNote } from './episodes';
import type { Bases } from './judging';
import { participants, type Overrides } from './overrides';
import type { ReasonCount } from './reasons';
import { BacktestRefused } from './refused';
import { Walk, type PastEvents } from './walk';

export interface BacktestAsked {
  /** Business days, both included; to the newest day known when absent. */
  from: string;
  to?: string | undefined;
  /** All of the service's that are on, when absent. */
  actions?: readonly string[] | undefined;
  overrides?: Overrides | undefined;
  /** Undated values read as if they had always been true: `opportunity.ownerId`, `product`. */
  assume?: readonly string[] | undefined;
  /** Days after a proposal in which something counts (30). */
  windowDays?: number | undefined;
  /** Whether to tell each insight, for comparing two runs. */
  insights?: boolean | undefined;
}

export interface BacktestResult {
  from: string;
  to: string;
  windowDays: number;
  /** Last day of which anything dated is known: what lies after it is not judged. */
  knownUntil: string;
  candidates: Candidate[];
  ended: Record<string, Ended>;
  afterwards: Record<string, Afterwards>;
  actions: {
    action: string;
    /** Null when it took part, else why not. */
    off: string | null;
    bases: Bases | null;
    /** Insights recorded, by month. */
    insights: Record<string, number>;
    reasons: ReasonCount[];
    failures: { count: number; first: string } | null;
  }[];
  notes: InsightNote[];
  notesLeftOut: number;
  looks: number;
}

export interface Surroundings {
  actions: readonly Action[];
  playbook: Playbook;
  events: PastEvents;
  /** First and last instant (ISO) of the events; null when there are none with a date. */
  span: { first: string; last: string } | null;
  open(value: unknown): Promise<unknown>;
  breathe(): Promise<void>;
  onDay?(day: string, looks: number): void;
}

const MOST_DAYS = 3_660;
const MOST = { candidates: 50_000, notes: 100_000 };
const REASONS = 8;

const policyData = z.looseObject({
  calendar: z.looseObject({
    timeZone: z.string(),
    holidays: z.array(z.string()),
    fiscalYearStartMonth: z.int(),
  }),
  effects: z.record(z.string(), z.looseObject({ expiresInBusinessDays: z.number() })),
});

/** @throws BacktestRefused for a period that is none */
export function periodOf({ from, to }: Pick<BacktestAsked, 'from' | 'to'>): void {
  if (to === undefined) return;
  if (from > to)
    throw new BacktestRefused('bad-period', `from ${from} is after to ${to}.`, 'Give the earlier day as from.');
  if (addDays(from, MOST_DAYS) < to)
    throw new BacktestRefused('bad-period', `${from} to ${to} is more than ten years.`, 'Take a shorter period.');
}

/**
 * What a set of actions would have proposed over a period of the past, and what happened afterwards.
 * @throws BacktestRefused when it cannot be run as asked; whatever `breathe` throws when it is called off
 */
export async function backtest(asked: BacktestAsked, around: Surroundings): Promise<BacktestResult> {
  const { from, windowDays = 30 } = asked;
  const { playbook, span } = around;
  const to = asked.to ?? span?.last.slice(0, 10) ?? from;
  const { on, off } = participants(around.actions, playbook, asked.actions, asked.overrides ?? {});
  if (span && from > span.last.slice(0, 10))
    throw new BacktestRefused(
      'bad-period',
      `Nothing is known from ${from} on: the newest event is of ${span.last.slice(0, 10)}.`,
      'Begin earlier.',
    );
  periodOf({ from, to });
  const walk = new Walk({
    ...{ participants: on, playbook, rules: rulesOf(playbook), events: around.events, from, to, windowDays },
    most: { ...MOST, notes: asked.insights ? MOST.notes : 0 },
    open: (value) => around.open(value),
    breathe: () => around.breathe(),
    ...(around.onDay && { onDay: around.onDay }),
  });
  if (span && on.size > 0) await walk.run();
  const { candidates, ended, insights, notes, notesLeftOut } = walk.episodes;
  const knownUntil = span?.last.slice(0, 10) ?? to;
  const bases = await walk.judging.bases(candidates, knownUntil, () => around.breathe());
  return {
    ...{ from, to, windowDays, knownUntil, candidates, notes, notesLeftOut, looks: walk.looks },
    ended: Object.fromEntries(ended),
    afterwards: Object.fromEntries(walk.judging.afterwards(candidates, knownUntil)),
    actions: [
      ...[...on.keys()].map((action) => ({
        ...{ action, off: null, bases: bases.get(action) ?? null },
        insights: Object.fromEntries(insights.get(action) ?? []),
        reasons: walk.reasons.of(action).slice(0, REASONS),
        failures: walk.failures.get(action) ?? null,
      })),
      ...Object.entries(off).map(([action, reason]) => ({
        ...{ action, off: reason, bases: null, insights: {}, reasons: [], failures: null },
      })),
    ],
  };
}

function rulesOf(playbook: Playbook): EpisodeRules {
  const { calendar, effects } = policyData.parse(playbook.data('policy')?.value);
  const expires = Object.entries(effects).map(([effect, { expiresInBusinessDays }]) => [effect, expiresInBusinessDays]);
  return { calendar, expiresInBusinessDays: Object.fromEntries(expires) as Record<string, number> };
}
