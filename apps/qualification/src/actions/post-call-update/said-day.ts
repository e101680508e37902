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
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/;
const FIGURES = /(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(\d{4})?(?![\d])/;
const DAY_FIRST = new RegExp(
  String.raw`(?<![\d.,])(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? (${MONTH})\b(?: (\d{4})\b)?`,
  'iu',
);
const MONTH_FIRST = new RegExp(String.raw`\b(${MONTH})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`, 'iu');
const DAY_ALONE = /\b(?:on the (\d{1,2})(?:st|nd|rd|th)|am (\d{1,2})\.(?!\d))/iu;
const WEEKDAY = new RegExp(String.raw`\b(?:on|by|next|am|bis) (${WEEKDAYS.flat().join('|')})\b`, 'iu');
const TOMORROW = /\b(?:tomorrow|morgen)\b/iu;

/**
 * The day that a statement names; null where it names none or several could be meant ("next week", "3/4").
 * @param on day it was said, `YYYY-MM-DD`: what has no year is the first such day ahead
 */
export function saidDay(statement: string, on: string): string | null {
  const iso = ISO.exec(statement);
  if (iso) return dated(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const figures = FIGURES.exec(statement);
  if (figures) return inYear(Number(figures[2]), Number(figures[1]), figures[3], on);
  const dayFirst = DAY_FIRST.exec(statement);
  if (dayFirst) return inYear(monthOf(dayFirst[2]!), Number(dayFirst[1]), dayFirst[3], on);
  const monthFirst = MONTH_FIRST.exec(statement);
  if (monthFirst) return inYear(monthOf(monthFirst[1]!), Number(monthFirst[2]), monthFirst[3], on);
  const alone = DAY_ALONE.exec(statement);
  if (alone) return firstWith(on, (day) => Number(day.slice(8)) === Number(alone[1] ?? alone[2]), 31);
  const weekday = WEEKDAY.exec(statement)?.[1]?.toLowerCase();
  if (weekday) {
    const wanted = WEEKDAYS.findIndex((names) => names.includes(weekday));
    return firstWith(on, (day) => new Date(`${day}T00:00:00Z`).getUTCDay() === wanted, 7);
  }
  return TOMORROW.test(statement) ? addDays(on, 1) : null;
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
