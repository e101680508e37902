import type { WinCurve } from '@salesagent/canon/events';

export interface WinProbability {
  /** P(win eventually | open at this age), 0–1. */
  probability: number;
  /** Deals the curve rests on. */
  n: number;
  curve: 'segment' | 'company';
  label: string | null;
}

export const OUTSIDE = 'outside everything you have won';

/**
 * Chance that an open deal of an age is won. `closingMonth` (1–3, the month of the fiscal quarter it is expected to
 * close in) multiplies the odds; without it the chance is an average over the year.
 */
export function winProbability(
  curve: WinCurve,
  ageDays: number,
  segment: string | null = null,
  closingMonth: number | null = null,
): WinProbability {
  const own = segment === null ? undefined : curve.segments[segment];
  const fitted = own ?? curve.company;
  const which = own ? 'segment' : 'company';
  if (fitted.oldestWonDays === null || ageDays > fitted.oldestWonDays) {
    return { probability: 0, n: fitted.n, curve: which, label: OUTSIDE };
  }
  const p = fitted.winByAge[Math.max(0, ageDays)] ?? 0;
  const season = fitted.season.find((s) => s.month === closingMonth)?.multiplier ?? 1;
  const probability = p >= 1 ? 1 : ((p / (1 - p)) * season) / (1 + (p / (1 - p)) * season);
  return { probability, n: fitted.n, curve: which, label: null };
}
