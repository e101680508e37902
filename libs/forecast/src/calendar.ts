import { monthOfQuarter } from '@salesagent/canon/kpi';

const DAY = 86_400_000;

/** Days since 1970-01-01; the forecast counts in these. */
export const dayNumber = (day: string): number => Math.round(Date.parse(day.slice(0, 10)) / DAY);
export const dayString = (n: number): string => new Date(n * DAY).toISOString().slice(0, 10);

/** Month of the fiscal quarter (0–2) of each day number, looked up from a table. */
export class QuarterCalendar {
  private readonly months: Uint8Array;

  constructor(
    private readonly first: number,
    last: number,
    startMonth: number,
  ) {
    this.months = Uint8Array.from(
      { length: Math.max(0, last - first + 1) },
      (_, i) => monthOfQuarter(dayString(first + i), startMonth) - 1,
    );
  }

  month(day: number): 0 | 1 | 2 {
    return this.months[day - this.first] as 0 | 1 | 2;
  }
}
