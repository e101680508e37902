/** A sentence and where it stands in its text. */
export interface Sentence {
  text: string;
  from: number;
  to: number;
}

/** A stop after one of these ends no sentence. */
const ABBREVIATED =
  /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|approx|incl|excl|etc|e\.g|i\.e|z\.B|Inc|Ltd|Co|Corp|\p{Lu})\.$/u;
/** A number before a stop is a day where a month follows (`12. April`), and no end where no sentence begins. */
const NUMBERED = /(?:^|[\s(])\d{1,2}\.$/u;
const GOES_ON =
  /^[ \t](?:\p{Ll}|(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|(?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.)(?![\p{L}\d]))/u;
/** `12. Apr.` ends nothing either where the sentence goes on. */
const MONTH_CUT = /\d\. (?:Jan|Feb|Mrz|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.$/u;
/** More characters than any of them, so that a text of nothing else is not read anew at each. */
const LONGEST = 20;
const END = /(?<![.!?])[.!?]+["'”’»)\]]*(?=\s)|\n+/gu;

/** Whether a stop is one within a sentence. @param from where the sentence begins @param at behind the stop */
function goesOn(text: string, from: number, at: number): boolean {
  const before = text.slice(Math.max(from, at - LONGEST), at);
  if (ABBREVIATED.test(before)) return true;
  const behind = text.slice(at, at + LONGEST);
  if (MONTH_CUT.test(before)) return /^[ \t][\p{Ll}\d]/u.test(behind);
  return NUMBERED.test(before) && GOES_ON.test(behind);
}

/** The sentences of a text; a line end ends one too. Decimal points, addresses and abbreviations do not. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let from = 0;
  const add = (to: number): void => {
    const raw = text.slice(from, to);
    const trimmed = raw.trim();
    const begins = from + raw.length - raw.trimStart().length;
    if (trimmed !== '') found.push({ text: trimmed, from: begins, to: begins + trimmed.length });
    from = to;
  };
  for (const end of text.matchAll(END)) {
    const to = end.index + end[0].length;
    if (end[0].startsWith('\n') || !goesOn(text, from, end.index + 1)) add(to);
  }
  add(text.length);
  return found;
}

/** Words that carry no claim by themselves. */
const FUNCTION_WORDS = new Set(
  `a an the this that these those it its i you he she we they me him her us them my your his our their mine yours ours
  is are was were be been being am do does did done doing have has had having will would shall should can could may
  might must to of in on at by for from with without into onto over under about as than then so and or but if when while
  because since until unless whether what which who whom whose where why how there here also just very too more most
  some any all each every both either neither other another such same own up down out off again further once
  yes please thank thanks dear hello hi sincerely regards best kind one ones get got let make made
  ll ve re d s m t`.split(/\s+/),
);

/** Words without their endings: `deliveries`, `delivered` and `delivery` are one. Crude, and the same on both sides. */
function stem(word: string): string {
  const bare = word.replace(/'s?$/, '');
  if (bare.length < 5) return bare.replace(/(?<=..)s$/, '');
  return bare
    .replace(/(?:ational|ations?|itions?|ments?|ness|ingly|edly)$/, '')
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ings?|ed|es|ly|s)$/, '')
    .replace(/e$/, '')
    .replace(/y$/, 'i');
}

/** The words of a text that say something, as stems; numbers as they stand. Negations count: they turn a claim round. */
export function contentWords(text: string): string[] {
  return [
    ...text
      .toLowerCase()
      .replace(/’/g, "'")
      .matchAll(/[\p{L}][\p{L}']*|\d[\d.,]*\d|\d/gu),
  ]
    .flatMap(([word]) => (/n't$/.test(word) || word === 'cannot' ? [word.replace(/n't$|not$/, ''), 'not'] : [word]))
    .map((word) => word.replace(/'(?:ll|ve|re|d|s|m)$/, ''))
    .filter((word) => word !== '' && !FUNCTION_WORDS.has(word))
    .map((word) => (/^\d/.test(word) ? word : stem(word)));
}
