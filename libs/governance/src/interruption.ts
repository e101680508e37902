import { addDays } from '@salesagent/canon/sales';
import { isBusinessDay, localTime, type Calendar } from './business-days';

/** All that may interrupt a person outside the batch of the morning (CONDUCT.md, "Attention"). */
export const INTERRUPTION_KINDS = ['hot-inbound', 'case-escalated', 'closing-this-week'] as const;
export type InterruptionKind = (typeof INTERRUPTION_KINDS)[number];

/** Hours in which a person may be interrupted, on business days: `HH:MM` on the wall clock of a time zone. */
export interface WorkingHours {
  from: string;
  until: string;
  timeZone: string;
}

/** What is asked before somebody is interrupted. */
export interface Interrupting {
  kind: InterruptionKind;
  /** Whom it would interrupt; null = nobody known. */
  person: { wanted: boolean; hours: WorkingHours } | null;
  /** How often they were interrupted today, and how often they may be. */
  today: number;
  cap: number;
  /** Last business days of a quarter: closing matters only. */
  quiet: boolean;
  now: Date;
  /** From then on it is no news any more. */
  expiresAt: Date;
  calendar: Calendar;
}

export type InterruptionVerdict = { now: true } | { now: false; over: boolean; why: string };

const never = (why: string): InterruptionVerdict => ({ now: false, over: true, why });
const later = (why: string): InterruptionVerdict => ({ now: false, over: false, why });

/** Whether a person is interrupted now, when their hours allow, or not at all. Overflow ends without a word. */
export function interruptionVerdict(about: Interrupting): InterruptionVerdict {
  const { kind, person, today, cap, quiet, now, expiresAt, calendar } = about;
  if (now >= expiresAt) return never('it is no news any more');
  if (person === null) return never('nobody is known whom it concerns');
  if (!person.wanted) return never('the person wants no interruptions');
  if (quiet && kind !== 'closing-this-week') return never('the quarter ends: closing matters only');
  if (!isAtWork(now, person.hours, calendar)) return later('outside the person’s hours');
  if (today >= cap) return later('the person was interrupted often enough today');
  return { now: true };
}

/** True on a business day within the hours; they may pass midnight (`22:00`–`06:00`). */
export function isAtWork(at: Date, { from, until, timeZone }: WorkingHours, calendar: Calendar): boolean {
  const { date, minutes } = localTime(at, timeZone);
  const [begin, end] = [minutesOf(from), minutesOf(until)];
  const overMidnight = begin >= end;
  const within = overMidnight ? minutes >= begin || minutes < end : minutes >= begin && minutes < end;
  // After midnight it is still the working day before.
  const day = overMidnight && minutes < end ? addDays(date, -1) : date;
  return within && isBusinessDay(day, calendar);
}

/** First and last day on which a deal is one that closes this week: from today to Sunday, `YYYY-MM-DD`. */
export function restOfWeek(today: string): { from: string; until: string } {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  return { from: today, until: addDays(today, (7 - weekday) % 7) };
}

/** What is known of an account whose contact wrote or called. */
export interface InboundAccount {
  lifecycle: string | null;
  /** Sub-stages of its open deals. */
  openDeals: readonly string[];
}

/**
 * Whether an inbound touch is a lead's: in pipeline (stage 3) or without any deal at a company that is no customer. In
 * a deal that is further on it is the conversation the owner is in anyway.
 */
export function isLead({ lifecycle, openDeals }: InboundAccount): boolean {
  if (openDeals.some((subStage) => subStage >= '4')) return false;
  return openDeals.length > 0 || lifecycle !== 'customer';
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
