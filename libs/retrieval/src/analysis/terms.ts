import { languageOf } from './languages';

const WORD = /\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{N}]*(?:'\p{L}+)?(?:-\p{L}[\p{L}\p{N}]*)*/gu;

/** Markdown and templates carry marks and addresses that nobody asks for. */
function plain(markdown: string): string {
  return markdown
    .replace(/\{\{[^}]*\}\}/g, ' ')
    .replace(/<[^>\n]{1,200}>/g, ' ')
    .replace(/\]\([^)\n]*\)/g, '] ')
    .replace(/[’ʼ]/g, "'");
}

/**
 * The terms of a text in order: stems in lower case without accents, stop words left out. A hyphenated word gives its
 * parts and the whole written as one (`follow-up`: `follow`, `followup`). Capitals inside a sentence are an
 * abbreviation, never a stop word: the `US` is not `us`.
 */
export function termsOf(text: string, languageCode: string): string[] {
  const language = languageOf(languageCode);
  const words = plain(text).normalize('NFC');
  const shouted = words === words.toUpperCase();
  const terms: string[] = [];
  const add = (written: string): void => {
    const word = written.toLowerCase();
    if (!shouted && /^\p{Lu}{2,5}$/u.test(written)) {
      terms.push(withoutAccents(word));
      return;
    }
    const bare = word.replace(/'\p{L}+$/u, '');
    if (language.stopwords.has(word) || language.stopwords.has(bare)) return;
    if (bare.length > 1 || /\p{N}/u.test(bare)) terms.push(withoutAccents(language.stem(bare)));
  };
  for (const [match] of words.matchAll(WORD)) {
    if (/^\d/.test(match)) terms.push(match.replace(/,(?=\d{3}\b)/g, ''));
    else if (match.includes('-')) {
      const parts = match.split('-');
      parts.forEach(add);
      add(parts.join(''));
    } else add(match);
  }
  return terms;
}

const withoutAccents = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '');
