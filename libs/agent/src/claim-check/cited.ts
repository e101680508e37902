import { Extraction, promisesIn, TAKEN, type Claim } from './extract';
import type { CitedDocument, Quantity } from './facts';

/** With fewer words it would be no sentence but a phrase that stands anywhere. */
const WORDS_AT_LEAST = 5;

/**
 * Sentences of cited documents that a text says word for word: each is a statement that holds, unless it leads somewhere,
 * binds us, or names somebody whom the document does not allow to be named. What is said of a document in other words is
 * no such sentence, and is checked like everything else.
 */
export function sentencesCited(
  text: string,
  documents: readonly CitedDocument[],
  namesIn: (sentence: string) => readonly Claim[],
): { rest: string; found: { claim: Claim; holds: boolean }[] } {
  let rest = text;
  const found: { claim: Claim; holds: boolean }[] = [];
  for (const { text: words, mayNameCustomers } of documents) {
    for (const sentence of sentencesOf(words)) {
      if (!rest.includes(sentence)) continue;
      rest = rest.replace(sentence, TAKEN);
      const leads = new Extraction(sentence).linksAndAddresses().claims.length > 0;
      const binds = promisesIn(sentence).length > 0;
      const holds = !leads && !binds && (mayNameCustomers || namesIn(sentence).length === 0);
      found.push({ claim: { kind: 'statement', text: sentence }, holds });
    }
  }
  return { rest, found };
}

/** Numbers of documents, each as what it counts there: `37 shops` is neither a share nor an amount nor days. */
export const quantitiesIn = (documents: readonly CitedDocument[]): Quantity[] =>
  documents.flatMap(({ text }) =>
    new Extraction(text)
      .dates()
      .numbers()
      .claims.flatMap(({ number }): Quantity[] => {
        if (!number || Number.isNaN(number.value)) return [];
        const { value, unit, percent } = number;
        const why = 'a document that it cites';
        return [{ value: percent ? value / 100 : value, unit: unit === 'unknown' ? 'count' : unit, why }];
      }),
  );

/** As they read, whatever their lines and bold words. */
function sentencesOf(words: string): string[] {
  return words
    .split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/u)
    .flatMap((block) =>
      block
        .replaceAll('**', '')
        .replace(/\s+/gu, ' ')
        .trim()
        .split(/(?<=[.!?])\s+/u),
    )
    .filter((sentence) => sentence.split(' ').length >= WORDS_AT_LEAST);
}
