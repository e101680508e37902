import { daysBetween } from '../sales/clock';
import { isQualified, type SubStage } from '../sales/stages';
import type { DealAsOf } from './deal';
import { nearestRank } from './percentile';

/** How long won deals took, in days from engagement to won: of the deal's segment, else of the company. */
export interface WonAges {
  /** Age of the oldest deal ever won; null when none was won. */
  oldestWonDays: number | null;
  /** 80th percentile (nearest rank) of won ages. */
  wonP80Days: number | null;
}

/**
 * Where a deal stands. `dead`: older since engagement than any deal the company has won. `stalled`: longer in its
 * sub-stage than 80 % of won deals needed in all, and not dead. `prospecting`: open and not yet in discovery.
 */
export type Standing = 'won' | 'lost' | 'prospecting' | 'active' | 'stalled' | 'dead';

export interface Classification {
  standing: Standing;
  /** Whole days since engagement (else creation), until closing for closed deals; null without either date. */
  ageDays: number | null;
  /** What `stalled` was judged by. */
  stalledBy: 'age in sub-stage' | 'age since engagement' | null;
  daysInSubStage: number | null;
}

/** What the classification reads of a deal; a `DealAsOf` fits, so does a mirror row mapped to it. */
export type ClassifiableDeal = Pick<DealAsOf, 'outcome' | 'subStage' | 'engagedOn' | 'createdOn' | 'closedOn'> & {
  /** The day the present sub-stage was entered; null when the CRM keeps no stage history. */
  subStageSince: string | null;
};

/** The day a deal's age counts from: engagement; creation where the CRM does not record engagement. */
export function ageStart(deal: Pick<DealAsOf, 'engagedOn' | 'createdOn'>): string | null {
  return deal.engagedOn ?? deal.createdOn;
}

/** The one place where dead and stalled are decided, for every agent, KPI and page. */
export function classifyDeal(deal: ClassifiableDeal, ages: WonAges, asOf: string): Classification {
  const until = deal.outcome ? (deal.closedOn ?? asOf) : asOf;
  const start = ageStart(deal);
  const ageDays = start ? daysBetween(start, until) : null;
  if (deal.outcome) return { standing: deal.outcome, ageDays, stalledBy: null, daysInSubStage: null };
  const qualified = deal.subStage === null ? deal.engagedOn !== null : isQualified(deal.subStage as SubStage);
  if (!qualified) return { standing: 'prospecting', ageDays, stalledBy: null, daysInSubStage: null };
  if (ageDays !== null && ages.oldestWonDays !== null && ageDays > ages.oldestWonDays) {
    return { standing: 'dead', ageDays, stalledBy: null, daysInSubStage: null };
  }
  const daysInSubStage = deal.subStageSince ? daysBetween(deal.subStageSince, asOf) : null;
  const waited = daysInSubStage ?? ageDays;
  const stalled = waited !== null && ages.wonP80Days !== null && waited > ages.wonP80Days;
  return {
    standing: stalled ? 'stalled' : 'active',
    ageDays,
    stalledBy: stalled ? (daysInSubStage === null ? 'age since engagement' : 'age in sub-stage') : null,
    daysInSubStage,
  };
}

/** The same for a deal of a history, which knows when its sub-stage was entered. */
export function classifyAsOf(deal: DealAsOf, ages: WonAges, asOf: string): Classification {
  return classifyDeal({ ...deal, subStageSince: deal.stages.at(-1)?.from ?? null }, ages, asOf);
}

/** Ages of won deals in days from engagement (else creation) to won. */
export function wonAgesInDays(deals: readonly DealAsOf[]): number[] {
  const ages: number[] = [];
  for (const d of deals) {
    const from = ageStart(d);
    if (d.outcome === 'won' && d.closedOn && from) ages.push(daysBetween(from, d.closedOn));
  }
  return ages;
}

export function wonAges(deals: readonly DealAsOf[]): WonAges {
  const ages = wonAgesInDays(deals);
  return { oldestWonDays: nearestRank(ages, 1), wonP80Days: nearestRank(ages, 0.8) };
}
