import type { IntegrationEvent, RecordEventData, WinCurve } from '@salesagent/canon/events';
import {
  assembleDeal,
  classifyAsOf,
  DEAL_FIELDS,
  DELETED,
  emptyCompany,
  inCompanyCurrency,
  wonYardstick,
  type DealAsOf,
  type DealFact,
  type Standing,
  type WonYardstick,
} from '@salesagent/canon/kpi';
import { publishableCurve } from '@salesagent/forecast';

/** What a deal did, with the instant (ISO) it happened. */
export interface Move {
  at: string;
  what: 'won' | 'lost' | 'moved';
}

interface Known {
  latest: Map<string, DealFact>;
  stages: DealFact[];
  moves: Move[];
  /** As assembled, while no date of it lies ahead. */
  assembled: DealAsOf | null;
}

const MOVES: Readonly<Record<string, Move['what']>> = {
  OpportunityWon: 'won',
  OpportunityLost: 'lost',
  OpportunityStageMoved: 'moved',
};
const CLOSINGS = ['OpportunityWon', 'OpportunityLost', 'OpportunityReopened'];

/** True when the live system fits the win curve again after it. */
export const isClosing = ({ type }: IntegrationEvent): boolean => CLOSINGS.includes(type);

/** Every deal as it is known so far: for the win curve, for where deals stand, and for what they did later. */
export class PastDeals {
  private readonly deals = new Map<string, Known>();
  private yardstick: WonYardstick | null = null;

  constructor(private readonly fiscalYearStartMonth: number) {}

  apply(events: readonly IntegrationEvent[]): void {
    for (const event of events) this.note(event);
  }

  private note(event: IntegrationEvent): void {
    const data = event.data as Partial<RecordEventData>;
    if (data.recordType !== 'opportunity' || data.recordId === undefined) return;
    const deal = this.known(data.recordId);
    const say = (field: string, value: unknown): void => {
      const { sequence, recordedAt, occurredAt } = event;
      const fact = { dealId: data.recordId!, field, value, from: occurredAt.slice(0, 10), recordedAt, sequence };
      deal.latest.set(field, fact);
      if (field === 'subStage') deal.stages.push(fact);
    };
    for (const field of DEAL_FIELDS) if (Object.hasOwn(data.set ?? {}, field)) say(field, data.set?.[field]);
    if (event.type === 'RecordDeleted') say(DELETED, true);
    const what = MOVES[event.type];
    if (what && !data.undated) deal.moves.push({ at: event.occurredAt, what });
    deal.assembled = null;
  }

  private known(id: string): Known {
    const known = this.deals.get(id);
    if (known) return known;
    const deal: Known = { latest: new Map(), stages: [], moves: [], assembled: null };
    this.deals.set(id, deal);
    return deal;
  }

  /** The deals as of the evening of a day that is not before the newest event applied. */
  asOf(day: string): DealAsOf[] {
    const deals: DealAsOf[] = [];
    for (const [id, known] of this.deals) {
      const deal = known.assembled ?? assemble(id, known, day);
      if (deal) deals.push(deal);
    }
    return deals.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** One of them; null when it is not known or was deleted. */
  one(id: string, day: string): DealAsOf | null {
    const known = this.deals.get(id);
    return known ? (known.assembled ?? assemble(id, known, day)) : null;
  }

  /** The curve that would have been published on this day, from what was known by then. */
  fit(day: string): WinCurve {
    const deals = this.measure(day);
    const currency = mostFrequent(deals.flatMap((d) => d.currency ?? [])) ?? 'USD';
    const { fiscalYearStartMonth } = this;
    return publishableCurve({
      ...emptyCompany(day, inCompanyCurrency(deals, currency)),
      ...{ currency, fiscalYearStartMonth },
    });
  }

  /** Takes the ages of what was won by a day as those by which deals stand from now on. */
  measure(day: string): DealAsOf[] {
    const deals = this.asOf(day);
    this.yardstick = wonYardstick(deals);
    return deals;
  }

  /** Open deals by where they stand on a day, by the last fitted ages. */
  standings(day: string): Map<Standing, string[]> {
    const groups = new Map<Standing, string[]>();
    const yardstick = this.yardstick ?? wonYardstick([]);
    for (const deal of this.asOf(day)) {
      if (deal.outcome !== null) continue;
      const { standing } = classifyAsOf(deal, yardstick, day);
      const ids = groups.get(standing);
      if (ids) ids.push(deal.id);
      else groups.set(standing, [deal.id]);
    }
    return groups;
  }

  /** Where one deal stands; null when it is not known. */
  standingOf(id: string, day: string): Standing | null {
    const deal = this.one(id, day);
    return deal && classifyAsOf(deal, this.yardstick ?? wonYardstick([]), day).standing;
  }

  /** The first thing a deal did after an instant and by another, both ISO; null when it did nothing. */
  firstMove(id: string, after: string, until: string): Move | null {
    return this.deals.get(id)?.moves.find((m) => m.at > after && m.at < until) ?? null;
  }
}

const inOrder = (a: DealFact, b: DealFact): number =>
  a.from < b.from ? -1 : a.from > b.from ? 1 : a.sequence - b.sequence;

function assemble(id: string, known: Known, day: string): DealAsOf | null {
  const { subStage: _, ...rest } = Object.fromEntries(known.latest);
  const facts = [...Object.values(rest), ...known.stages].sort(inOrder);
  const deal = assembleDeal(id, facts, day);
  const ahead = ['createdAt', 'engagedAt', 'closedAt'].some((field) => String(rest[field]?.value ?? '') > `${day}T~`);
  known.assembled = ahead ? null : deal;
  return deal;
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? null;
}
