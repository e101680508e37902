import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stopwords as danishWords } from '@orama/stopwords/danish';
import { stopwords as dutchWords } from '@orama/stopwords/dutch';
import { stopwords as englishWords } from '@orama/stopwords/english';
import { stopwords as finnishWords } from '@orama/stopwords/finnish';
import { stopwords as frenchWords } from '@orama/stopwords/french';
import { stopwords as germanWords } from '@orama/stopwords/german';
import { stopwords as italianWords } from '@orama/stopwords/italian';
import { stopwords as norwegianWords } from '@orama/stopwords/norwegian';
import { stopwords as portugueseWords } from '@orama/stopwords/portuguese';
import { stopwords as spanishWords } from '@orama/stopwords/spanish';
import { stopwords as swedishWords } from '@orama/stopwords/swedish';
import { englishBase, ENGLISH_COMMON } from './english';

export interface Language {
  /** The stem of a lower-case word. */
  stem(word: string): string;
  /** Words that carry no meaning of their own; they are neither indexed nor asked for. */
  stopwords: ReadonlySet<string>;
  /** Stems so common in any conversation that finding them says little. */
  common: ReadonlySet<string>;
}

const language = (
  stem: (word: string) => string,
  stopwords: readonly string[],
  common: readonly string[] = [],
): Language => ({ stem, stopwords: new Set(stopwords), common: new Set(common.map(stem)) });

/** Porter's stemmer keeps the `li` of adverbs (`quarterly`, `quarterli`), which its successor takes off. */
const stemEnglish = (word: string): string => english(englishBase(word)).replace(/(?<=[cdeghkmnrt])li$/, '');

/** By ISO 639-1. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  da: language(danish, danishWords),
  de: language(german, germanWords),
  en: language(stemEnglish, englishWords, ENGLISH_COMMON),
  es: language(spanish, spanishWords),
  fi: language(finnish, finnishWords),
  fr: language(french, frenchWords),
  it: language(italian, italianWords),
  nl: language(dutch, dutchWords),
  no: language(norwegian, norwegianWords),
  pt: language(portuguese, portugueseWords),
  sv: language(swedish, swedishWords),
};

export const DEFAULT_LANGUAGE = 'en';

/** Texts of a language that is not here are stemmed by no rules at all: they are found by their words as written. */
const UNKNOWN = language((word) => word, []);

export const languageOf = (code: string): Language => LANGUAGES[code] ?? UNKNOWN;

/**
 * The language of a text by its stop words, English where nothing speaks clearly for another: a short text in figures
 * and names belongs to no language, and `no` or `do` belong to several.
 */
export function detectLanguage(text: string): string {
  const words = (text.toLowerCase().match(/\p{L}{2,}/gu) ?? []).slice(0, 2_000);
  const hits = (code: string): number => words.filter((word) => LANGUAGES[code]!.stopwords.has(word)).length;
  let best = { code: DEFAULT_LANGUAGE, hits: Math.max(1, hits(DEFAULT_LANGUAGE) * 1.2) };
  for (const code of Object.keys(LANGUAGES)) {
    const found = hits(code);
    if (found > best.hits) best = { code, hits: found };
  }
  return best.code;
}
