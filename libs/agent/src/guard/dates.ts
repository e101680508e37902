export const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/g;
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

const MONTH = MONTHS.map((m) =>
  m === 'May' ? m : `${m}|${m.slice(0, 3)}\\.?${m === 'September' ? '|Sept\\.?' : ''}`,
).join('|');
const ORDINAL = '(\\d{1,2})(?:st|nd|rd|th)?';
/** `2 March 2017`, `2nd of March`, `2 Mar. 2017` */
const DAY_FIRST = new RegExp(String.raw`\b${ORDINAL}(?: of)? (${MONTH})(?!\p{L})(?:,? (\d{4})\b)?`, 'gu');
/** `March 2, 2017`, `March 2nd` */
const MONTH_FIRST = new RegExp(String.raw`\b(${MONTH}) ${ORDINAL}(?!\d)(?:(?:,|,? of)? (\d{4})\b)?`, 'gu');
/** `March 2017`; a month by itself is told from a name and a verb by the word before it. */
const MONTH_AND_YEAR = new RegExp(String.raw`\b(${MONTH}),? (\d{4})\b`, 'gu');
const MONTH_ALONE = new RegExp(
  String.raw`\b(?:in|by|until|till|since|from|of|before|after|during|through|mid|early|late|next|this|last|end|every|each)[ -](${MONTH})(?!\p{L})`,
  'gu',
);
/** `2/3/2017`, `2.3.2017`, `2017/03/02` */
const FIGURES =
  /(?<![\d.,/-])(?:(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})|(\d{4})[./](\d{1,2})[./](\d{1,2}))(?![\d/-]|[.,]\d)/g;
/** A quarter of a year, by itself or with its year. */
const QUARTER =
  /\b(?:(?:the )?(?:end|start|close|beginning|middle) of (?:the )?)?(?:(?:Q[1-4]|H[12])(?:[ /'’]?(?:\d{4}|\d{2}))?\b|(?:first|second|third|fourth|last) quarter\b)/g;

const UNIT =
  '(?:minutes?|hours?|days?|nights?|weeks?|weekends?|fortnights?|months?|quarters?|years?|business days?|working days?)';
const WEEKDAY = `(?:${DAYS.join('|')}|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)`;
const RELATIVE = new RegExp(
  String.raw`(?<!\p{L})(?:` +
    [
      String.raw`(?:by|before|until|till|on|next|this|coming|following|last|past|every|each)\s+(?:(?:the|next|this|coming|end|of)\s+)*(?:${WEEKDAY}|${UNIT}|fiscal year|year-?end|month-?end|morning|afternoon|evening|noon|midnight|christmas|easter|spring|summer|autumn|fall|winter)`,
      String.raw`(?:the\s+)?(?:end|close|start|beginning|middle)\s+of\s+(?:the\s+|this\s+|next\s+)*(?:${UNIT}|business)`,
      String.raw`(?:in|within|inside|after|under)\s+(?:(?:the|a|an|next|just|only|less|than|about|under)\s+)*(?:\p{L}+[ -]|\d+\s?)?${UNIT}`,
      String.raw`\d+[ -]?${UNIT}\s+(?:from now|later|ago)`,
      'tomorrow|tonight|yesterday|overnight|straight away|right away|immediately|today|eod|eow|eom|asap|as soon as possible|same[ -]day|next[ -]day|christmas|new year',
    ].join('|') +
    String.raw`)(?!\p{L})`,
  'giu',
);
const WEEKDAYS_ALONE = new RegExp(String.raw`\b(?:${DAYS.join('|')})s?\b`, 'g');

/** A date as a text puts it. Fields are null where it leaves them open. */
export interface DateToken {
  token: string;
  at: number;
  /** Readings, any of which makes it true; empty = only the phrase itself can be found. */
  readings: { day: number | null; month: number | null; year: number | null }[];
}

const monthNumber = (name: string): number =>
  MONTHS.findIndex((m) => m.startsWith(name.replace('.', '').slice(0, 3))) + 1;
const fullYear = (year: string): number => Number(year.length === 2 ? `20${year}` : year);

const PLAIN_DATE = new RegExp(String.raw`\b(\d{1,2}) (${MONTHS.join('|')})(?: (\d{4}))?\b`, 'g');
/** `2 March 2017` and nothing else: the form that templates write. */
export function plainDates(text: string): DateToken[] {
  return [...text.matchAll(PLAIN_DATE)].map((m) => ({
    token: m[0],
    at: m.index,
    readings: [{ day: Number(m[1]), month: MONTHS.indexOf(m[2] ?? '') + 1, year: m[3] ? Number(m[3]) : null }],
  }));
}

/** Every other way of writing a day, a month or a quarter, in the order in which they must be taken out. */
export function otherDates(text: string): DateToken[] {
  const found: DateToken[] = [];
  let rest = text;
  const take = (pattern: RegExp, read: (m: RegExpMatchArray) => DateToken['readings']): void => {
    for (const m of rest.matchAll(pattern)) found.push({ token: m[0], at: m.index, readings: read(m) });
    rest = rest.replace(pattern, (m) => ' '.repeat(m.length));
  };
  const year = (y: string | undefined): number | null => (y ? fullYear(y) : null);
  take(DAY_FIRST, ([, d, m = '', y]) => [{ day: Number(d), month: monthNumber(m), year: year(y) }]);
  take(MONTH_FIRST, ([, m = '', d, y]) => [{ day: Number(d), month: monthNumber(m), year: year(y) }]);
  take(MONTH_AND_YEAR, ([, m = '', y]) => [{ day: null, month: monthNumber(m), year: year(y) }]);
  take(FIGURES, ([, a, , b, y, y2, m2, d2]) =>
    y2
      ? [{ day: Number(d2), month: Number(m2), year: Number(y2) }]
      : [
          { day: Number(a), month: Number(b), year: year(y) },
          { day: Number(b), month: Number(a), year: year(y) },
        ],
  );
  take(QUARTER, () => []);
  take(MONTH_ALONE, ([, m = '']) => [{ day: null, month: monthNumber(m), year: null }]);
  take(RELATIVE, () => []);
  take(WEEKDAYS_ALONE, () => []);
  return found;
}

const MAY_BE_DATED = /\d[./]\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/;
/** Days written out with their year, as ISO dates. */
export function writtenDates(text: string): string[] {
  if (!MAY_BE_DATED.test(text)) return [];
  return otherDates(text).flatMap(({ readings }) => {
    const [one, ...others] = readings;
    if (!one || others.length > 0 || one.day === null || one.month === null || one.year === null) return [];
    return [`${one.year}-${String(one.month).padStart(2, '0')}-${String(one.day).padStart(2, '0')}`];
  });
}
