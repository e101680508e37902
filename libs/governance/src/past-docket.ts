import type { ActionName, EffectClass, Tier } from '@salesagent/canon/sales';
import { addDays } from '@salesagent/canon/sales';
import {
  businessDaysBetween,
  endOfBusinessDay,
  isBusinessDay,
  isQuarterEnd,
  localTime,
  quarterEnd,
  startOfLocalDay,
} from './business-days';
import type { Substance } from './content';
import { decide, type Ruling } from './decide';
import { selectWave, type Waiting } from './docket';
import type { ApproverRole, Policy } from './policy';

/** A proposal that would have been made in the past, as policy and docket see it. */
export interface PastProposal extends Substance {
  actionId: string;
  action: ActionName;
  effect: EffectClass;
  /** Instant (ISO) and business day on which it is made. */
  at: string;
  day: string;
  subject: string;
  opportunityId: string | null;
  ownerId: string | null;
  tier: Tier;
  prepareOnly: boolean;
  amount: number;
  fields: readonly string[];
  expectedValue: number;
  subStage: string | null;
  expectedCloseDate: string | null;
  /** Instant (ISO) at which its facts were gone; null = they stood. */
  goneAt: string | null;
}

/** Whom decisions go to. */
export interface PastPeople {
  isManager(personId: string): boolean;
  managerOf(personId: string): string | null;
}

export interface PastDocketOptions {
  policy: Policy;
  people: PastPeople;
  /** When an action was signed to run alone on a tier; null = never. */
  signedAt(action: ActionName, tier: Tier): Date | null;
  /** Last business day of the period. */
  to: string;
}

/** What became of a proposal before anybody answered. */
export type Fate = 'prepared' | 'alone' | 'reached' | 'merged' | 'overflowed' | 'withdrawn' | 'waiting';

export interface PastRuling {
  fate: Fate;
  mode: Ruling['mode'];
  rule: string;
  approver: ApproverRole | null;
  /** Whose morning it would have entered; null = operations, or nobody. */
  assignee: string | null;
  /** Morning on which it would have reached them. */
  wave: string | null;
}

interface Queued {
  proposal: PastProposal;
  ruling: Ruling;
  assignee: string | null;
}

/**
 * Runs policy and docket over proposals of the past, morning by morning: the same ranking, merging, caps, quiet end of
 * quarter and overflow as live. Nobody answers here, so a step stands before its person until policy lets it run out,
 * and its deal is busy that long.
 */
export function pastDocket(proposals: readonly PastProposal[], options: PastDocketOptions): Map<string, PastRuling> {
  const { policy } = options;
  const fates = new Map<string, PastRuling>();
  const inOrder = [...proposals].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.actionId < b.actionId ? -1 : 1,
  );
  const first = inOrder[0];
  if (!first) return fates;
  const settle = ({ proposal, ruling, assignee }: Queued, fate: Fate, wave: string | null = null): void => {
    const approver = ruling.mode === 'approve' ? ruling.approver.role : null;
    fates.set(proposal.actionId, { fate, mode: ruling.mode, rule: ruling.rule, approver, assignee, wave });
  };
  let queue: Queued[] = [];
  const before: { item: Queued; until: Date }[] = [];
  let next = 0;
  for (
    let date = localTime(new Date(first.at), policy.calendar.timeZone).date;
    date <= options.to;
    date = addDays(date, 1)
  ) {
    if (!isBusinessDay(date, policy.calendar)) continue;
    const morning = morningOf(date, policy);
    for (; next < inOrder.length && new Date(inOrder[next]!.at) <= morning; next++) {
      const item = ruled(inOrder[next]!, options);
      if (item.ruling.mode === 'prepare' || item.proposal.prepareOnly) settle(item, 'prepared');
      else if (item.ruling.mode === 'autonomous') settle(item, 'alone');
      else queue.push(item);
    }
    queue = queue.filter((item) => {
      const gone = item.proposal.goneAt !== null && new Date(item.proposal.goneAt) <= morning;
      const old = isOverdue(item.proposal, date, policy);
      if (gone || old) settle(item, gone ? 'withdrawn' : 'overflowed');
      return !gone && !old;
    });
    queue = admit(queue, date, morning, before, options, settle);
  }
  // Made after the last morning, or still there on it.
  for (; next < inOrder.length; next++) queue.push(ruled(inOrder[next]!, options));
  for (const item of queue) settle(item, fateAtTheEnd(item));
  return fates;
}

function fateAtTheEnd({ ruling, proposal }: Queued): Fate {
  if (ruling.mode === 'prepare' || proposal.prepareOnly) return 'prepared';
  return ruling.mode === 'autonomous' ? 'alone' : 'waiting';
}

function admit(
  queue: Queued[],
  date: string,
  morning: Date,
  before: { item: Queued; until: Date }[],
  { policy, people }: PastDocketOptions,
  settle: (item: Queued, fate: Fate, wave?: string | null) => void,
): Queued[] {
  const { docket, calendar } = policy;
  const standing = before.filter(({ until, item: { proposal } }) => {
    const gone = proposal.goneAt !== null && new Date(proposal.goneAt) <= morning;
    return until > morning && !gone;
  });
  before.splice(0, before.length, ...standing);
  const byId = new Map(queue.map((item) => [item.proposal.actionId, item]));
  const wave = selectWave({
    waiting: queue.map((item) => waiting(item, date, policy)),
    givenToday: new Map(),
    busyDeals: new Set(standing.flatMap(({ item }) => item.proposal.opportunityId ?? [])),
    capOf: (person) =>
      person === null || people.isManager(person) ? docket.decisionsPerManager : docket.decisionsPerRep,
    quiet: isQuarterEnd(date, docket.quarterEndQuietBusinessDays, calendar.fiscalYearStartMonth, calendar),
  });
  for (const { actionId } of wave.admitted) {
    const item = byId.get(actionId)!;
    settle(item, 'reached', date);
    before.push({ item, until: endOfBusinessDay(morning, item.ruling.expiresInBusinessDays, calendar) });
    byId.delete(actionId);
  }
  for (const { actionId } of wave.merged) {
    settle(byId.get(actionId)!, 'merged');
    byId.delete(actionId);
  }
  return [...byId.values()];
}

/** Asked with what was known then: its own tier, that hour and business day, what was signed by then. */
function ruled(proposal: PastProposal, { policy, people, signedAt }: PastDocketOptions): Queued {
  const { action, effect, tier, amount, fields, content, channel, at, day, ownerId } = proposal;
  const signed = signedAt(action, tier);
  const ruling = decide(policy, {
    ...{ action, effect, tierProposed: tier, tierNow: tier, amount, fields, content, channel },
    moment: { at: new Date(at), businessDate: day },
    autonomyEarned: signed !== null && signed <= new Date(at),
  });
  const { role } = ruling.approver;
  const manager = ownerId === null ? null : people.managerOf(ownerId);
  return { proposal, ruling, assignee: role === 'owner' ? ownerId : role === 'manager' ? manager : null };
}

function waiting({ proposal, assignee }: Queued, today: string, policy: Policy): Waiting {
  const { actionId, effect, subject, opportunityId, expectedValue, subStage, expectedCloseDate } = proposal;
  const closes =
    expectedCloseDate !== null && expectedCloseDate <= quarterEnd(today, policy.calendar.fiscalYearStartMonth);
  const closing = effect === 'terms' || (subStage ?? '') >= '5.1' || closes;
  return { actionId, effect, record: subject, opportunityId, expectedValue, assignee, closing };
}

function isOverdue({ at }: PastProposal, today: string, { calendar, docket }: Policy): boolean {
  const queued = localTime(new Date(at), calendar.timeZone).date;
  // Weekends cannot make it shorter, so most need no counting.
  if (addDays(queued, docket.overflowExpiresInBusinessDays) >= today) return false;
  return businessDaysBetween(queued, today, calendar) > docket.overflowExpiresInBusinessDays;
}

function morningOf(date: string, { calendar, docket }: Policy): Date {
  const [hours = 0, minutes = 0] = docket.morning.split(':').map(Number);
  return new Date(startOfLocalDay(date, calendar.timeZone).getTime() + (hours * 60 + minutes) * 60_000);
}
