import { daysBetween } from '../sales/clock';
import { isQualified, type SubStage } from '../sales/stages';
import type { DealAsOf } from './deal';
import { nearestRank } from './percentile';

/** How long won deals took, in days from engagement to won. */
export interface WonAges {
  /** Age of the oldest deal the company has ever won; null when none was won. */
  oldestWonDays: number | null;
  /** 80th percentile (nearest rank) of won ages: of the deal's segment, else of the company. */
  wonP80Days: number | null;
}

/** The company's won ages with the P80 of every segment that has won enough to have one of its own. */
export interface WonYardstick extends WonAges {
  segmentP80Days: ReadonlyMap<string, number>;
}

/** Below this many won deals a segment is judged by the company's ages. */
export const SEGMENT_MIN_WON = 30;

/** The ages one deal is judged by: dead by the whole company's, stalled by its segment's. */
export function agesFor(yardstick: WonYardstick, segment: string | null): WonAges {
  const own = segment === null ? undefined : yardstick.segmentP80Days.get(segment);
  return { oldestWonDays: yardstick.oldestWonDays, wonP80Days: own ?? yardstick.wonP80Days };
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
export function classifyAsOf(deal: DealAsOf, yardstick: WonYardstick, asOf: string): Classification {
  const subStageSince = deal.stages.at(-1)?.from ?? null;
  return classifyDeal({ ...deal, subStageSince }, agesFor(yardstick, deal.segment), asOf);
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

export function wonYardstick(deals: readonly DealAsOf[]): WonYardstick {
  const bySegment = new Map<string, DealAsOf[]>();
  for (const d of deals) {
    if (d.segment === null || d.outcome !== 'won') continue;
    const own = bySegment.get(d.segment);
    if (own) own.push(d);
    else bySegment.set(d.segment, [d]);
  }
  const segmentP80Days = new Map<string, number>();
  for (const [segment, own] of bySegment) {
    const ages = wonAgesInDays(own);
    const p80 = ages.length >= SEGMENT_MIN_WON ? nearestRank(ages, 0.8) : null;
    if (p80 !== null) segmentP80Days.set(segment, p80);
  }
  return { ...wonAges(deals), segmentP80Days };
}
