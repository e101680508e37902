import { ACTIONS, addDays, daysBetween } from '@salesagent/canon/sales';
import type { Standing } from '@salesagent/canon/kpi';
import type { Afterwards, Candidate } from './candidate';
import type { Move, PastDeals } from './past-deals';

/** How deals fared that nobody proposed anything about. */
export interface BaseRate {
  /** Deal days that were looked at. */
  n: number;
  mattered: number;
}

export interface Bases {
  /** Deals that stood the same on the day of a proposal. */
  sameStanding: BaseRate;
  /** Every other open deal of the pipeline that day that was not dead. */
  otherLive: BaseRate;
}

/** Deals looked at beside one day's proposals of one standing; more would not make the rate any truer. */
const AT_MOST = 200;

interface Beside {
  action: string;
  day: string;
  at: string;
  /** How many proposals it stands beside. */
  sameStanding: string[];
  otherLive: string[];
}

/** Whether what a deal did is what the action's KPI asks for. */
export function matters(action: Candidate['action'], { what }: Move): boolean {
  // A shorter sales cycle is a deal that goes on or is decided, won or lost; anything else wants it to go on or be won.
  return ACTIONS[action].kpi.outcome === 'sales cycle' || what !== 'lost';
}

/**
 * Judges afterwards, with what became known only later. What is compared is what happened to deals with a proposal and
 * to others that stood alike: nothing was carried out, so neither rate says what a proposal would have caused.
 */
export class Judging {
  private readonly beside = new Map<string, Beside>();

  constructor(
    private readonly deals: PastDeals,
    /** Days after a proposal in which something counts. */
    private readonly windowDays: number,
  ) {}

  /** Remembers, on the day of a candidate, which deals it is to be compared with. */
  note(candidate: Candidate, standings: ReadonlyMap<Standing, readonly string[]>): void {
    const { action, day, at, standing } = candidate;
    if (standing === null) return;
    const key = `${action} ${day} ${standing}`;
    if (this.beside.has(key)) return;
    const others = [...standings].flatMap(([s, ids]) =>
      s !== standing && (s === 'active' || s === 'stalled') ? ids : [],
    );
    const sameStanding = sampled(standings.get(standing) ?? []);
    this.beside.set(key, { action, day, at, sameStanding, otherLive: sampled(others) });
  }

  /** What each candidate's deal did, as far as it is known on the last day of the history. */
  afterwards(candidates: readonly Candidate[], knownUntil: string): Map<string, Afterwards> {
    return new Map(candidates.map((c) => [c.actionId, this.after(c, knownUntil)]));
  }

  private after({ action, opportunityId, at, day }: Candidate, knownUntil: string): Afterwards {
    if (opportunityId === null) return { what: 'no deal', day: null, mattered: null };
    const move = this.deals.firstMove(opportunityId, at, this.until(day));
    if (move) return { what: move.what, day: move.at.slice(0, 10), mattered: matters(action, move) };
    if (this.isOpenEnded(day, knownUntil)) return { what: 'too early to say', day: null, mattered: null };
    return { what: 'nothing', day: null, mattered: false };
  }

  /**
   * The same of deals that stood beside them, by action.
   * @param breathe gives way to other work now and then
   */
  async bases(
    candidates: readonly Candidate[],
    knownUntil: string,
    breathe: () => Promise<void>,
  ): Promise<Map<string, Bases>> {
    const proposed = new Map<string, string[]>();
    for (const { action, opportunityId, day } of candidates) {
      if (opportunityId === null) continue;
      const key = `${action} ${opportunityId}`;
      const days = proposed.get(key);
      if (days) days.push(day);
      else proposed.set(key, [day]);
    }
    const bases = new Map<string, Bases>();
    for (const { action, day, at, sameStanding, otherLive } of this.beside.values()) {
      if (this.isOpenEnded(day, knownUntil)) continue;
      const rate = (ids: readonly string[], into: BaseRate): void => {
        for (const id of ids) {
          const days = proposed.get(`${action} ${id}`) ?? [];
          if (days.some((d) => Math.abs(daysBetween(d, day)) <= this.windowDays)) continue;
          into.n += 1;
          const move = this.deals.firstMove(id, at, this.until(day));
          if (move && matters(action as Candidate['action'], move)) into.mattered += 1;
        }
      };
      const base = bases.get(action) ?? { sameStanding: { n: 0, mattered: 0 }, otherLive: { n: 0, mattered: 0 } };
      bases.set(action, base);
      rate(sameStanding, base.sameStanding);
      rate(otherLive, base.otherLive);
      await breathe();
    }
    return bases;
  }

  private until(day: string): string {
    return `${addDays(day, this.windowDays + 1)}T00:00:00.000Z`;
  }
  private isOpenEnded(day: string, knownUntil: string): boolean {
    return addDays(day, this.windowDays) > knownUntil;
  }
}

/** Every k-th, in order of id: the same deals each time. */
function sampled(ids: readonly string[]): string[] {
  const step = Math.max(1, ids.length / AT_MOST);
  return Array.from({ length: Math.min(ids.length, AT_MOST) }, (_, i) => ids[Math.floor(i * step)]!);
}
