import { promisesIn, type PromiseKind } from '@salesagent/governance';
import { ISO_DATE, otherDates, plainDates } from './dates';
import type { Ground } from './ground';
import { linksIn } from './links';
import { namesOfFacts } from './named';
import { identifiersIn, namesInARow, namesInside, otherNames } from './names';
import { numbersIn, numbersInWords, plainNumbersIn } from './numbers';
import { escaped, plainText, skeleton } from './plain';
import { quotesIn, reportsSpeech } from './quotes';
import { contentWords, sentencesOf, type Sentence } from './sentences';
import { sameBut, type Wording } from './wording';

/** `statement`: a sentence as a whole, where its writer had to say what it rests on. */
export type ClaimKind = 'number' | 'date' | 'name' | 'quote' | 'link' | 'promise' | 'statement';

/** Something a text claims, and where it is from. */
export interface Claim {
  kind: ClaimKind;
  claim: string;
  /** What it promises; only of promises. */
  promise?: PromiseKind;
  /** `facts.accountName`, `3-pipeline/sequence-drafting#touch-1`; null = traces to nothing. */
  from: string | null;
  /** The sentence it stands in. */
  sentence: string;
}

export interface Checking {
  /**
   * `everything` for words that anybody may have chosen. `templates` for the pipeline's own: a template filled from facts
   * or a reason written by code can only be wrong in what was filled in.
   */
  as: 'everything' | 'templates';
}
export const EVERYTHING: Checking = { as: 'everything' };
export const TEMPLATES: Checking = { as: 'templates' };

/**
 * Every number, date, name, quotation, address and promise of a text, each with what it traces to. It errs on the side of
 * finding a claim and of not tracing it. Not seen: a sentence turned into its opposite with the same words, a name in
 * small letters, and what is only implied.
 */
export function claimsIn(raw: string, ground: Ground, { as }: Checking = EVERYTHING): Claim[] {
  const strict = as === 'everything';
  const text = plainText(raw);
  let read: Sentence[] | null = null;
  const sentences = (): Sentence[] => (read ??= sentencesOf(text));
  const found: Claim[] = [];
  const note = (kind: ClaimKind, claim: string, from: string | null, at: number): void => {
    // What traces in a template is of no interest to anybody.
    if (strict || from === null) found.push({ kind, claim, from, sentence: sentenceAt(sentences(), at) });
  };
  for (const { quoted, at } of quotesIn(text, strict)) {
    note('quote', quoted, ground.textFrom(quoted) ?? ground.textFrom(quoted.replace(/[.,!?]$/, '')), at);
  }
  let rest = text;
  const blank = (at: number, token: string): void => {
    rest = rest.slice(0, at) + ' '.repeat(token.length) + rest.slice(at + token.length);
  };
  if (strict) {
    const names = namesOfFacts(rest, ground);
    for (const { token, at } of linksIn(rest, true)) {
      // A company may be called by its host; it traces as the name that it is, below.
      if (names.some((name) => name.at <= at && at + token.length <= name.ends)) continue;
      note('link', token, ground.addressFrom(token), at);
      blank(at, token);
    }
  }
  rest = withoutQuotable(rest, ground, (quoted, from, at) => note(kindOf(quoted), quoted, from, at));
  for (const match of rest.matchAll(ISO_DATE)) {
    note('date', match[0], ground.dateFrom(match[0]), match.index);
    blank(match.index, match[0]);
  }
  for (const { token, at, readings } of plainDates(rest)) {
    note('date', token, dayFrom(readings, ground), at);
    blank(at, token);
  }
  if (strict) {
    for (const { token, at, readings } of otherDates(rest)) {
      note('date', token, dayFrom(readings, ground) ?? ground.phraseFrom(token), at);
      // A number inside (`within 24 hours`) is checked as one as well.
      if (!/\d/.test(token) || readings.length > 0) blank(at, token);
    }
  }
  for (const { value, near, unit, token, at } of strict ? numbersIn(rest) : plainNumbersIn(rest)) {
    note('number', token, ground.numberFrom(value, near, unit, strict), at);
    if (strict) blank(at, token);
  }
  if (strict) {
    for (const { values, unit, token, at } of numbersInWords(rest)) {
      const from = values.map((v) => ground.numberFrom(v, 0, unit, true)).find((f) => f !== null);
      note('number', token, from ?? ground.phraseFrom(token), at);
    }
  }
  for (const { token, at, from } of identifiersIn(rest, ground, strict)) {
    note('name', token, from, at);
    if (strict) blank(at, token);
  }
  if (strict) {
    // Figures that no form above has read: another script, another country's points and commas.
    for (const m of rest.matchAll(/\S*\p{N}\S*/gu)) note('number', m[0], ground.textFrom(m[0]), m.index);
  }
  for (const { token, at, from } of namesInside(rest, ground)) note('name', token, from, at);
  if (strict) {
    for (const { token, at, from } of [...namesInARow(rest, ground), ...otherNames(rest, ground)])
      note('name', token, from, at);
    for (const sentence of sentences()) found.push(...promisesOf(sentence, ground));
  }
  return found;
}

/** Of a value quoted as a whole. */
const kindOf = (value: string): ClaimKind =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : /\p{L}/u.test(value) ? 'name' : 'number';

function sentenceAt(sentences: readonly Sentence[], at: number): string {
  return (sentences.find((s) => at < s.to) ?? sentences.at(-1))?.text ?? '';
}

/** A value quoted as a whole (an account's name, an id) traces by itself, whatever is inside it. */
function withoutQuotable(
  text: string,
  ground: Ground,
  quoted: (value: string, from: string, at: number) => void,
  taken: (from: string) => boolean = () => true,
): string {
  let rest = text;
  const longest = [...ground.quotable()]
    .filter(([value, from]) => text.includes(value) && taken(from))
    .sort(([a], [b]) => b.length - a.length);
  for (const [value, from] of longest) {
    const whole = new RegExp(String.raw`(?<![\p{L}\d])${escaped(value)}(?![\p{L}\d])`, 'gu');
    rest = rest.replace(whole, (match, at: number) => {
      quoted(value, from, at);
      return ' '.repeat(match.length);
    });
  }
  return rest;
}

function dayFrom(
  readings: readonly { day: number | null; month: number | null; year: number | null }[],
  ground: Ground,
) {
  for (const { day, month, year } of readings) {
    const from = ground.dayFrom(day, month, year);
    if (from !== null) return from;
  }
  return null;
}

/**
 * The promises of a text alone, each with the words of the playbook that it is in.
 * @param isName a value that is only quoted, such as the name of Legal & General, promises nothing
 */
export function promiseClaims(
  raw: string,
  ground: Ground,
  isName: (from: string) => boolean = () => false,
): (Claim & { promise: PromiseKind })[] {
  return sentencesOf(plainText(raw))
    .flatMap((sentence) => promisesOf(sentence, ground, isName))
    .filter((claim): claim is Claim & { promise: PromiseKind } => claim.promise !== undefined);
}

/** Of these a paraphrase is another promise: they hold only in the words that the playbook lends. */
const WORD_BY_WORD: readonly PromiseKind[] = ['guarantee', 'legal', 'reference', 'discount', 'price'];

function promisesOf(sentence: Sentence, ground: Ground, isName: (from: string) => boolean = () => false): Claim[] {
  const promises = promisesIn(skeleton(withoutQuotable(sentence.text, ground, () => undefined, isName)));
  const speech = reportsSpeech(sentence.text);
  if (promises.length === 0 && !speech) return [];
  const words = contentWords(withoutQuotable(sentence.text, ground, () => undefined));
  const within = (said: Wording): boolean => words.length > 0 && words.every((word) => said.words.has(word));
  const same = (said: Wording): boolean => sameBut(sentence.text, said.text, ground);
  const found: Claim[] = promises.map(({ kind, words: told }) => ({
    kind: 'promise',
    claim: told,
    promise: kind,
    from:
      ground.wordingFrom(WORD_BY_WORD.includes(kind) ? same : (said) => within(said) || same(said)) ??
      // Other customers are told of as a document tells of them, which says that it may be named from.
      (kind === 'reference' ? ground.documentFrom((said) => said.text === sentence.text) : null),
    sentence: sentence.text,
  }));
  if (speech) {
    const from = ground.sentenceFrom((said) => same(said) || within(said));
    found.push({ kind: 'quote', claim: sentence.text, from, sentence: sentence.text });
  }
  return found;
}
