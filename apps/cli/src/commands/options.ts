import { InvalidArgumentError, Option } from 'commander';

/** `YYYY-MM-DD`, and a day that exists. */
export function day(value: string): string {
  const time = Date.parse(`${value}T00:00:00Z`);
  const exists = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(time);
  if (!exists || new Date(time).toISOString().slice(0, 10) !== value) {
    throw new InvalidArgumentError('Give a day as YYYY-MM-DD, e.g. 2017-06-30.');
  }
  return value;
}

export function seconds(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('Give a number of seconds, e.g. 300.');
  return number;
}

/** Words that say something; only spaces are none. */
export function words(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Give a few words, not an empty text.');
  return value;
}

/** One of the names there are. */
export const oneOf =
  (what: string, names: readonly string[]) =>
  (value: string): string => {
    if (!names.includes(value))
      throw new InvalidArgumentError(`There is no such ${what}. There are: ${names.join(', ')}.`);
    return value;
  };

export const positive =
  (most: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > most) {
      throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
    }
    return number;
  };

export function sequence(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new InvalidArgumentError('Give the number of the event as `salesagent parked show KEY` prints it.');
  }
  return number;
}

export const asOf = (): Option =>
  new Option('--as-of <date>', 'see nothing later than this day (YYYY-MM-DD)').argParser(day);
export const knownAt = (): Option =>
  new Option('--known-at <date>', 'see nothing recorded later than this day (YYYY-MM-DD)').argParser(day);
export const format = (): Option =>
  new Option('--format <format>', 'a document instead of text').choices(['md', 'docx']);
export const output = (): Option => new Option('--output <file>', 'write the document to this file');

/** Only what was given: an option left out must not reach the API as `undefined`. */
export function given<T extends Record<string, unknown>>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
