/** What a number counts, where its text says so. */
export type Unit = '%' | 'money' | null;

export interface NumberToken {
  value: number;
  /** How far a fact may be from it and still be read so: half of its last digit. */
  near: number;
  unit: Unit;
  /** As written. */
  token: string;
  at: number;
}

/** A number that is not part of an identifier such as GTX500 or 1C1I7A6R. */
const NUMBER =
  /(?<![\p{L}\d.,-])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\d])|(?<![\p{L}\d.,])-?\d+(?:\.\d+)?(?![\p{L}\d])/gu;
/** The same with what multiplies it: `10k`, `1.2m`, `3 million`. */
const SCALED =
  /(?<![\p{L}\d.,])(-?\d+(?:,\d{3})*(?:\.\d+)?)\s?(k|m|mn|mio|mm|bn|b|tsd|thousand|million|billion|mille|hundred)(?![\p{L}\d])/giu;
const SCALES: Readonly<Record<string, number>> = {
  ...{ hundred: 100, k: 1e3, tsd: 1e3, thousand: 1e3, mille: 1e3 },
  ...{ m: 1e6, mn: 1e6, mm: 1e6, mio: 1e6, million: 1e6, b: 1e9, bn: 1e9, billion: 1e9 },
};
const CODE = 'USD|EUR|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK|PLN|CZK|INR|CNY|BRL|MXN|SGD|HKD';
const MONEY_BEFORE = new RegExp(String.raw`(?:\p{Sc}|\b(?:${CODE}|Fr\.?|Rs\.?))\s?-?$`, 'iu');
const MONEY_AFTER = new RegExp(
  String.raw`^\s?(?:\p{Sc}|(?:${CODE}|euros?|dollars?|pounds?|francs?|bucks)(?!\p{L}))`,
  'iu',
);
const PERCENT_AFTER = /^\s?(?:%|‰|per ?cent|pct|percentage|points?)/i;

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SMALL = new Map<string, number>([
  ...ONES.map((word, n): [string, number] => [word, n]),
  ...TENS.map((word, n): [string, number] => [word, 20 + 10 * n]),
  ['dozen', 12],
]);
const MULTIPLIER = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const NUMBER_WORD = [...SMALL.keys(), ...MULTIPLIER.keys()].join('|');
/** `twenty`, `twenty-five`, `three hundred and fifty thousand`, `a dozen`. */
const IN_WORDS = new RegExp(
  String.raw`(?<!\p{L})(?:${NUMBER_WORD})(?:(?:[\s-]+and)?[\s-]+(?:${NUMBER_WORD}))*(?!\p{L})`,
  'giu',
);
const ORDINALS =
  'fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
    ' ',
  );
const ORDINAL = new Map([
  ...['first', 'second', 'third', ...ORDINALS].map((word, i): [string, number] => [word, i + 1]),
  ...TENS.map((word, i): [string, number] => [word.replace(/y$/, 'ieth'), 20 + 10 * i]),
  ['hundredth', 100],
  ['thousandth', 1000],
]);
/** `fifteenth`, `twenty-first`, `two fifths`; the first three count by themselves only where they are a day: `by the first`. */
const IN_ORDINALS = new RegExp(
  String.raw`(?<!\p{L})(?:(?:(${TENS.join('|')})[\s-]+(${[...ORDINAL.keys()].slice(0, 9).join('|')}))|(${[...ORDINAL.keys()].slice(3).join('|')})s?|(?<=\b(?:by|before|until|till|on) the )(first|second|third)(?=\s+of\b|[.,;:?!]|$))(?!\p{L})`,
  'giu',
);
/** Parts and multiples: `half`, `a third of`, `twice`, `double`. */
const IN_PARTS: readonly [RegExp, number[]][] = [
  [/\b(?:half (?:of|off|the|a|an|your|our|as|price)|by half|halve[sd]?|halving)\b/gi, [0.5, 50]],
  [/\bin half\b/gi, [0.5, 50]],
  [
    /\b(?:(?:tens|dozens|hundreds|thousands|millions|billions) of|(?:dozens|hundreds|thousands|millions|billions))\b/gi,
    [],
  ],
  [/\b(?:a|one) third\b/gi, [1 / 3, 33]],
  [/\btwo thirds\b/gi, [2 / 3, 67]],
  [/\b(?:a|one) quarter (?:of|off|less|more)\b/gi, [0.25, 25]],
  [/\bthree quarters of\b/gi, [0.75, 75]],
  [/\b(?:twice|double[sd]?|doubling|triple[sd]?|tripling|(?:two|three|four|five|ten)-?fold)\b/gi, []],
];

/** Numbers written in figures, scaled ones (`10k`) included; `1.000,50` is read as none, since it can be read as two. */
export function numbersIn(text: string): NumberToken[] {
  const whole = ({ at, token }: NumberToken): boolean => !/^[.,]\d/.test(text.slice(at + token.length));
  const scaled = [...text.matchAll(SCALED)].map((m) => {
    const scale = SCALES[(m[2] ?? '').toLowerCase()] ?? 1;
    return tokenOf(text, m.index, m[0], m[1] ?? '', scale);
  });
  const rest = scaled.length === 0 ? text : text.replace(SCALED, (m) => ' '.repeat(m.length));
  return [...scaled, ...plainNumbersIn(rest).filter(whole)];
}

/** Numbers in figures alone; what multiplies them is left to the words around. */
export function plainNumbersIn(text: string): NumberToken[] {
  return [...text.matchAll(NUMBER)].map((m) => tokenOf(text, m.index, m[0], m[0], 1));
}

function tokenOf(text: string, at: number, token: string, figures: string, scale: number): NumberToken {
  const bare = figures.replaceAll(',', '');
  const decimals = bare.split('.')[1]?.length ?? 0;
  const after = text.slice(at + token.length);
  const money = MONEY_BEFORE.test(text.slice(Math.max(0, at - 5), at)) || MONEY_AFTER.test(after);
  const unit: Unit = PERCENT_AFTER.test(after) ? '%' : money ? 'money' : null;
  return { value: Number(bare) * scale, near: 0.5 * 10 ** -decimals * scale, unit, token, at };
}

export interface NumberInWords {
  /** Any of these makes it true; none = only the words themselves can be found. */
  values: number[];
  unit: Unit;
  token: string;
  at: number;
}

/** Numbers written out: `twenty percent`, `three hundred`, `half the`. A lone `one` or `zero` counts only with a unit. */
export function numbersInWords(text: string): NumberInWords[] {
  const found: NumberInWords[] = [];
  for (const match of text.matchAll(IN_WORDS)) {
    const after = text.slice(match.index + match[0].length);
    const unit: Unit = PERCENT_AFTER.test(after) ? '%' : MONEY_AFTER.test(after) ? 'money' : null;
    if (unit === null && /^(?:one|zero)$/i.test(match[0])) continue;
    found.push({ values: [valueOf(match[0])], unit, token: match[0], at: match.index });
  }
  for (const m of text.matchAll(IN_ORDINALS)) {
    const [, tens, ones, plain, day] = m.map((part: string | undefined) => part?.toLowerCase());
    const n = (SMALL.get(tens ?? '') ?? 0) + (ORDINAL.get(ones ?? plain ?? day ?? '') ?? 0);
    found.push({ values: [n, 1 / n, 100 / n], unit: null, token: m[0], at: m.index });
  }
  for (const [pattern, values] of IN_PARTS) {
    for (const m of text.matchAll(pattern)) found.push({ values, unit: null, token: m[0], at: m.index });
  }
  return found;
}

function valueOf(words: string): number {
  let total = 0;
  let part = 0;
  for (const word of words.toLowerCase().split(/[\s-]+/)) {
    const multiplier = MULTIPLIER.get(word);
    if (multiplier === undefined) part = word === 'dozen' ? Math.max(1, part) * 12 : part + (SMALL.get(word) ?? 0);
    else if (multiplier === 100) part = Math.max(1, part) * 100;
    else {
      total += Math.max(1, part) * multiplier;
      part = 0;
    }
  }
  return total + part;
}
