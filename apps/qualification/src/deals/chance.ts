import { z } from 'zod';
import type { GatherContext } from '@salesagent/agent';
import type { SegmentCurve } from '@salesagent/canon/events';
import { addDays } from '@salesagent/canon/sales';
import { winProbability } from '@salesagent/forecast';
import type { MirrorRow } from '@salesagent/mirror';
import { curveFor, day, text } from './open-deal';

/** Fields that the chance of a deal rests on besides where it stands (`STANDING_FIELDS`). */
export const CHANCE_FIELDS = ['expectedCloseDate'] as const;

export interface Closing {
  /** Month of the fiscal quarter, 1–3. */
  month: number;
  from: 'expected close date' | 'ages of won deals';
}

export interface Chance {
  /** P(win) at this age and season, 0–1; 0 outside what was ever won. */
  probability: number;
  /** At this age, averaged over the year. */
  atAge: number;
  label: string | null;
  closing: Closing | null;
}

/** The chance to rank a deal by; null as well where nothing was ever won, as then there is nothing to compare with. */
export function rankingChance(deal: MirrorRow, ageDays: number | null, context: GatherContext): number | null {
  if (!context.winCurve || curveFor(deal, context.winCurve).curve.oldestWonDays === null) return null;
  return chanceOf(deal, ageDays, context)?.probability ?? null;
}

/**
 * How likely a deal of this age is won. Whatever speaks of a deal's chance asks here, so that its page, its alert and
 * the order of the inbox say the same.
 *
 * @param ageDays since engagement; null = not known, and then there is no chance to speak of
 */
export function chanceOf(deal: MirrorRow, ageDays: number | null, context: GatherContext): Chance | null {
  const published = context.winCurve;
  if (!published || ageDays === null) return null;
  const segment = text(deal.fields['segment']);
  const closing = closingMonth(deal, ageDays, curveFor(deal, published).curve, context);
  const { probability, label } = winProbability(published, ageDays, segment, closing?.month ?? null);
  return { probability, label, closing, atAge: winProbability(published, ageDays, segment).probability };
}

const calendar = z.looseObject({ calendar: z.looseObject({ fiscalYearStartMonth: z.number().int().min(1).max(12) }) });

/** Where in its fiscal quarter a deal will close: by its date while that lies ahead, else as won deals of its age do. */
function closingMonth(deal: MirrorRow, ageDays: number, curve: SegmentCurve, context: GatherContext): Closing | null {
  const policy = calendar.safeParse(context.playbook.data('policy')?.value);
  const start = policy.success ? policy.data.calendar.fiscalYearStartMonth : 1;
  const monthOf = (date: string): number => ((((Number(date.slice(5, 7)) - start) % 3) + 3) % 3) + 1;
  const expected = day(deal.fields['expectedCloseDate']);
  if (expected && expected >= context.businessDate) return { month: monthOf(expected), from: 'expected close date' };
  const { medianWonDays: median, oldestWonDays: oldest } = curve;
  if (median === null || oldest === null) return null;
  // Past the median it still needs time: half of what is left until no deal was ever won.
  const left = ageDays < median ? median - ageDays : Math.max(0, oldest - ageDays) / 2;
  return { month: monthOf(addDays(context.businessDate, Math.round(left))), from: 'ages of won deals' };
}
