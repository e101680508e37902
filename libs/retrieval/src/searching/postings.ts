import type { SearchedDocument } from './language-index';

/** Of a term. */
export interface Postings {
  /** Places of the passages that hold it, ascending; the first passage of the first document has place 0. */
  places: Int32Array;
  /** How much it weighs in each. */
  impacts: Float32Array;
}

export function postingsOf(documents: readonly SearchedDocument[]): Map<string, Postings> {
  // Terms by number, so that each of some hundred thousand postings asks for its term only once.
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const termAt: number[] = [];
  for (const { passages } of documents) {
    for (const { terms } of passages) {
      for (const term of terms) {
        const number = numbers.get(term) ?? numbers.size;
        if (number === numbers.size) numbers.set(term, number);
        counts[number] = (counts[number] ?? 0) + 1;
        termAt.push(number);
      }
    }
  }
  const postings = counts.map((count) => ({ places: new Int32Array(count), impacts: new Float32Array(count) }));
  const filled = new Int32Array(counts.length);
  let [at, place] = [0, 0];
  for (const { passages } of documents) {
    for (const { impacts } of passages) {
      for (let i = 0; i < impacts.length; i++) {
        const number = termAt[at++]!;
        const next = filled[number]!++;
        postings[number]!.places[next] = place;
        postings[number]!.impacts[next] = impacts[i]!;
      }
      place++;
    }
  }
  return new Map([...numbers].map(([term, number]) => [term, postings[number]!]));
}
