/**
 * The company's business clock. Facts, ages, KPIs and fiscal windows read it; caps, permits and expiries read
 * real time. A static import is frozen at the newest past event in the file; only an import moves it.
 */
export type BusinessClock = { mode: 'live' } | { mode: 'frozen'; date: string };

/** Real time, injected: rules never call `Date.now()`. */
export interface Clock {
  now(): Date;
}

/** The business day as `YYYY-MM-DD` (UTC). */
export function businessDate(clock: BusinessClock, realTime: Clock): string {
  return clock.mode === 'frozen' ? clock.date : realTime.now().toISOString().slice(0, 10);
}

/** Whole days from one `YYYY-MM-DD` (or ISO instant) to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

/** `YYYY-MM-DD` plus whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10);
}
