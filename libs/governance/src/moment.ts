import { z } from 'zod';
import { isBusinessDay, isQuarterEnd, localTime, type Calendar } from './business-days';
import { timeOfDay, WEEKDAYS } from './time-of-day';

/** When something is decided: real time for hours and weekdays, the day of the business clock for fiscal windows. */
export interface Moment {
  at: Date;
  /** `YYYY-MM-DD` */
  businessDate: string;
}

export interface FiscalCalendar extends Calendar {
  fiscalYearStartMonth: number;
}

/** A time window in the company's calendar; everything named must hold. */
export const timeCondition = z
  .strictObject({
    lastBusinessDaysOfQuarter: z.int().min(1).max(60).optional(),
    weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional(),
    /** Local time from which on, and until before which; over midnight when `until` is not later. */
    from: timeOfDay.optional(),
    until: timeOfDay.optional(),
    /** False: weekends and holidays. */
    businessDay: z.boolean().optional(),
  })
  .refine((t) => Object.keys(t).length > 0, { message: 'a time needs at least one of its conditions' })
  .refine((t) => (t.from === undefined) === (t.until === undefined), { message: 'from and until come together' });
export type TimeCondition = z.infer<typeof timeCondition>;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Whether a moment lies in a window of the company's calendar. A window over midnight belongs to the day it began on. */
export function isWithin(window: TimeCondition, moment: Moment, calendar: FiscalCalendar): boolean {
  const { date, minutes } = localTime(moment.at, calendar.timeZone);
  let day = date;
  if (window.from !== undefined && window.until !== undefined) {
    const [from, until] = [minutesOf(window.from), minutesOf(window.until)];
    const within = from < until ? minutes >= from && minutes < until : minutes >= from || minutes < until;
    if (!within) return false;
    if (from >= until && minutes < until) day = dayBefore(date);
  }
  if (window.weekdays && !window.weekdays.some((name) => WEEKDAYS.indexOf(name) === weekdayOf(day))) return false;
  if (window.businessDay !== undefined && window.businessDay !== isBusinessDay(day, calendar)) return false;
  const days = window.lastBusinessDaysOfQuarter;
  return days === undefined || isQuarterEnd(moment.businessDate, days, calendar.fiscalYearStartMonth, calendar);
}

/** 0 = Sunday, as in `WEEKDAYS`. */
const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
