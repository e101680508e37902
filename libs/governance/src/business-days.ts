import { addDays } from '@salesagent/canon/sales';

/** Working days are Monday to Friday without the company's holidays (`YYYY-MM-DD`). */
export interface Calendar {
  timeZone: string;
  holidays: readonly string[];
}

export function isBusinessDay(date: string, calendar: Calendar): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !calendar.holidays.includes(date);
}

/** The date `days` business days after `date`; 0 gives `date` itself, or the next business day when it is none. */
export function addBusinessDays(date: string, days: number, calendar: Calendar): string {
  let day = date;
  while (!isBusinessDay(day, calendar)) day = addDays(day, 1);
  for (let left = days; left > 0; left--) {
    do day = addDays(day, 1);
    while (!isBusinessDay(day, calendar));
  }
  return day;
}

/** Business days after `from` up to and including `to`; 0 when `to` is not later. */
export function businessDaysBetween(from: string, to: string, calendar: Calendar): number {
  let n = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isBusinessDay(day, calendar)) n++;
  return n;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Date and minutes since midnight of an instant on the wall clock of a time zone. */
export function localTime(at: Date, timeZone: string): { date: string; minutes: number } {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: string): string => parts.find((p) => p.type === type)?.value ?? '0';
  return { date: `${of('year')}-${of('month')}-${of('day')}`, minutes: Number(of('hour')) * 60 + Number(of('minute')) };
}

/** Midnight at the end of the `days`-th business day after `at`, in the calendar's time zone. */
export function endOfBusinessDay(at: Date, days: number, calendar: Calendar): Date {
  const last = addBusinessDays(localTime(at, calendar.timeZone).date, days, calendar);
  return startOfLocalDay(addDays(last, 1), calendar.timeZone);
}

/** The instant at which a local date begins. */
export function startOfLocalDay(date: string, timeZone: string): Date {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const offsetAt = (instant: number): number => {
    const local = localTime(new Date(instant), timeZone);
    return Date.parse(`${local.date}T00:00:00Z`) + local.minutes * 60_000 - instant;
  };
  // Twice, as the offset at the guess may be that of the other side of a clock change.
  const first = utc - offsetAt(utc);
  return new Date(utc - offsetAt(first));
}

/** True in the last `days` business days of the fiscal quarter that `date` lies in. */
export function isQuarterEnd(date: string, days: number, fiscalYearStartMonth: number, calendar: Calendar): boolean {
  if (days === 0) return false;
  const last = quarterEnd(date, fiscalYearStartMonth);
  return businessDaysBetween(addDays(date, -1), last, calendar) <= days;
}

/** Last day of the fiscal quarter that `date` lies in. */
export function quarterEnd(date: string, fiscalYearStartMonth: number): string {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  const intoQuarter = (((month - fiscalYearStartMonth) % 3) + 3) % 3;
  return new Date(Date.UTC(year, month - intoQuarter + 2, 0)).toISOString().slice(0, 10);
}
