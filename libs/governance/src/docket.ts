import type { EffectClass } from '@salesagent/canon/sales';

/** A proposal waiting for attention. */
export interface Waiting {
  actionId: string;
  effect: EffectClass;
  /** Record reference the change touches. */
  record: string;
  /** Deal it is a step of; null when it is about no deal. */
  opportunityId: string | null;
  expectedValue: number;
  /** Whose morning it would enter; null = nobody known, then it goes to operations as one more inbox. */
  assignee: string | null;
  /** Concerns a deal that closes this quarter or is in closing. */
  closing: boolean;
}

export interface DocketState {
  waiting: readonly Waiting[];
  /** Decisions already given to each person today (key: assignee, '' for nobody). */
  givenToday: ReadonlyMap<string, number>;
  /** Deals that have a step before a person now. */
  busyDeals: ReadonlySet<string>;
  /** Decisions a day of this person. */
  capOf(assignee: string | null): number;
  /** Last business days of a quarter: closing matters only. */
  quiet: boolean;
}

export interface Admission {
  actionId: string;
  /** Place in the assignee's batch of the day, from 1. */
  rank: number;
}

export interface Wave {
  admitted: Admission[];
  /** Merged into a better proposal about the same record; `into` is its action id. */
  merged: { actionId: string; into: string }[];
}

/** Highest expected value first; ties by action id, so that the same docket gives the same wave. */
export function rankDocket<T extends Pick<Waiting, 'actionId' | 'expectedValue'>>(waiting: readonly T[]): T[] {
  return [...waiting].sort(
    (a, b) => b.expectedValue - a.expectedValue || (a.actionId < b.actionId ? -1 : a.actionId > b.actionId ? 1 : 0),
  );
}

/**
 * One wave of the docket: by expected value, one next step a deal, proposals of the same kind about one record
 * merged, and never more than a person's cap for the day. What is not admitted keeps waiting until it expires.
 */
export function selectWave(state: DocketState): Wave {
  const wave: Wave = { admitted: [], merged: [] };
  const best = new Map<string, string>();
  const given = new Map(state.givenToday);
  const busy = new Set(state.busyDeals);
  for (const item of rankDocket(state.waiting)) {
    const about = `${item.effect} ${item.record}`;
    const into = best.get(about);
    if (into !== undefined) {
      wave.merged.push({ actionId: item.actionId, into });
      continue;
    }
    best.set(about, item.actionId);
    if (state.quiet && !item.closing) continue;
    if (item.opportunityId !== null && busy.has(item.opportunityId)) continue;
    const person = item.assignee ?? '';
    const n = given.get(person) ?? 0;
    if (n >= state.capOf(item.assignee)) continue;
    given.set(person, n + 1);
    if (item.opportunityId !== null) busy.add(item.opportunityId);
    wave.admitted.push({ actionId: item.actionId, rank: n + 1 });
  }
  return wave;
}
