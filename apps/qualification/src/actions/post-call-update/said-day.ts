import { addDays } from '@salesagent/canon/sales';

const MONTHS = [
  ['january', 'jan', 'januar'],
  ['february', 'feb', 'februar'],
  ['march', 'mar', 'märz'],
  ['april', 'apr'],
  ['may', 'mai'],
  ['june', 'jun', 'juni'],
  ['july', 'jul', 'juli'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'],
  ['december', 'dec', 'dezember', 'dez'],
];
const WEEKDAYS = [
  ['sunday', 'sonntag'],
  ['monday', 'montag'],
  ['tuesday', 'dienstag'],
  ['wednesday', 'mittwoch'],
  ['thursday', 'donnerstag'],
  ['friday', 'freitag'],
  ['saturday', 'samstag', 'sonnabend'],
];
const MONTH = MONTHS.flat().join('|');
const AHEAD_AT_MOST = 270;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/gu;
const FIGURES = /(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4})?(?![\d])/gu;
const DAY_FIRST = new RegExp(
  String.raw`(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? (${MONTH})\b(?: (\d{4})\b)?`,
  'giu',
);
const MONTH_FIRST = new RegExp(String.raw`\b(${MONTH})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`, 'giu');
const DAY_ALONE = /\b(?:on the (\d{1,2})(?:st|nd|rd|th)|am (\d{1,2})\.(?!\d))/giu;
const WEEKDAY_NAMES = WEEKDAYS.flat().join('|');
const WEEKDAY = new RegExp(String.raw`\b(?:on|by|am|bis) (${WEEKDAY_NAMES})\b`, 'giu');
/** Of this week or of the one after: nobody knows but who said it. */
const NEXT_WEEKDAY = new RegExp(
  String.raw`(?<!\p{L})(?:next|nächste[nr]?|kommende[nr]?) (?:${WEEKDAY_NAMES})(?!\p{L})`,
  'iu',
);
const TOMORROW = /\b(?:[Tt]omorrow|morgen)\b/gu;

/**
 * The day ahead that a statement names; null where it names none, or several could be meant ("next week", "next Tuesday",
 * "3/4", "on 28 March or 2 April").
 * @param on day it was said, `YYYY-MM-DD`: what has no year is the first such day ahead
 */
export function saidDay(statement: string, on: string): string | null {
  if (NEXT_WEEKDAY.test(statement)) return null;
  const days = new Set(daysIn(statement, on).filter((day) => day !== null && day > on));
  const [day = null] = days;
  return days.size === 1 ? day : null;
}

/** Every day that a statement names, as each way of writing one reads it; null for one that there is not. */
function daysIn(statement: string, on: string): (string | null)[] {
  const days: (string | null)[] = [];
  let rest = statement;
  const take = (written: RegExp, read: (parts: string[]) => string | null): void => {
    days.push(...[...rest.matchAll(written)].map((parts) => read(parts)));
    rest = rest.replace(written, ' | ');
  };
  take(ISO, ([, year, month, day]) => dated(Number(year), Number(month), Number(day)));
  take(FIGURES, ([, day, month, year]) => inYear(Number(month), Number(day), year, on));
  take(DAY_FIRST, ([, day, month, year]) => inYear(monthOf(month!), Number(day), year, on));
  take(MONTH_FIRST, ([, month, day, year]) => inYear(monthOf(month!), Number(day), year, on));
  take(DAY_ALONE, ([, english, german]) => {
    const wanted = Number(english ?? german);
    return firstWith(on, (day) => Number(day.slice(8)) === wanted, 31);
  });
  take(WEEKDAY, ([, name]) => {
    const wanted = WEEKDAYS.findIndex((names) => names.includes(name!.toLowerCase()));
    return firstWith(on, (day) => new Date(`${day}T00:00:00Z`).getUTCDay() === wanted, 7);
  });
  take(TOMORROW, () => addDays(on, 1));
  return days;
}

const monthOf = (name: string): number => MONTHS.findIndex((names) => names.includes(name.toLowerCase())) + 1;

function dated(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

function inYear(month: number, day: number, year: string | undefined, on: string): string | null {
  if (year !== undefined) return dated(Number(year), month, day);
  const years = [0, 1].map((later) => dated(Number(on.slice(0, 4)) + later, month, day));
  // A day that has just gone by is not meant for next year.
  return years.find((date) => date !== null && date >= on && date <= addDays(on, AHEAD_AT_MOST)) ?? null;
}

/** The first day after another that is wanted. */
function firstWith(on: string, wanted: (day: string) => boolean, within: number): string | null {
  for (let n = 1; n <= within; n += 1) if (wanted(addDays(on, n))) return addDays(on, n);
  return null;
}
