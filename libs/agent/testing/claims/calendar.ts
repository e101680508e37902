const DAY = 86_400_000;

/** Days since 1970 of `YYYY-MM-DD…`. Reckoned here a second time, so that a slip of the product's is not repeated. */
export const dayNumber = (date: string): number => Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY);

/** `YYYY-MM-DD` */
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The date so many days later; earlier when negative. */
export const shifted = (date: string, days: number): string => dateOf(dayNumber(date) + days);

/** The last day that has `count` weekdays between it and `date`, itself one of them. */
export function weekdaysBefore(date: string, count: number): string {
  let day = dayNumber(date);
  for (let left = count; left > 0;) {
    day -= 1;
    // 1 January 1970 was a Thursday.
    const weekday = (((day + 4) % 7) + 7) % 7;
    if (weekday >= 1 && weekday <= 5) left -= 1;
  }
  return dateOf(day);
}
