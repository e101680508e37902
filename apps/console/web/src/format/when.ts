const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `31 Dec 2017` – no month can be taken for a day. */
export function dateOf(value: string | null | undefined): string {
  if (!value) return '–';
  const at = new Date(value);
  return Number.isNaN(at.valueOf()) ? value : day.format(at);
}

/** A sentence with its ISO dates as `31 Dec 2017`. */
export const withDates = (sentence: string): string => sentence.replace(/\d{4}-\d{2}-\d{2}/g, dateOf);

/** `31 Dec 2017, 14:05 UTC` */
export function instantOf(value: string | null | undefined): string {
  if (!value) return '–';
  const at = new Date(value);
  return Number.isNaN(at.valueOf()) ? value : `${minute.format(at)} UTC`;
}

/** Whole days from one date to another, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

/** `today`, `yesterday`, `in 3 days`, `5 weeks ago`: how a person would say it on the company's business day. */
export function inWords(value: string, today: string): string {
  const days = daysBetween(today, value);
  if (days === 0) return 'today';
  if (days === -1) return 'yesterday';
  if (days === 1) return 'tomorrow';
  const size = Math.abs(days);
  const [n, unit] =
    size < 21
      ? [size, 'day']
      : size < 70
        ? [Math.round(size / 7), 'week']
        : size < 730
          ? [Math.round(size / 30.44), 'month']
          : [Math.round(size / 365.25), 'year'];
  const words = `${n} ${unit}${n === 1 ? '' : 's'}`;
  return days < 0 ? `${words} ago` : `in ${words}`;
}

/** `138 days`, `1 day`. */
export function daysInWords(days: number | null | undefined): string {
  if (days === null || days === undefined) return 'age unknown';
  return `${Math.round(days).toLocaleString('en-US')} day${Math.round(days) === 1 ? '' : 's'}`;
}
