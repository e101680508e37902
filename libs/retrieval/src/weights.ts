import { termsOf } from './analysis/terms';
import { embeddedText, textHashOf } from './embedding/embedded-text';
import type { SourceDocument, SourcePassage } from './passage';

/**
 * BM25F (Robertson and Zaragoza, 2009): a term counts by where it stands, saturates with repetition and counts less in
 * a long field. Lengths are taken against fixed references, not the average of the index, so that a passage weighs
 * the same whatever else is indexed and an update touches only what changed.
 */
export const SATURATION = 1.2;
const FIELDS = {
  title: { boost: 1.5, normalisation: 0.5, reference: 3 },
  heading: { boost: 2.5, normalisation: 0.5, reference: 3 },
  asked: { boost: 1.8, normalisation: 0.2, reference: 12 },
  body: { boost: 1, normalisation: 0.6, reference: 40 },
} as const;

/** Term → weight in a passage, above 0 and below `SATURATION + 1`; as exact as 32 bits are, wherever it is kept. */
export type Impacts = ReadonlyMap<string, number>;

export interface IndexedPassage extends SourcePassage {
  impacts: Impacts;
  /** Of the text its vector is made of: the same hash, the same vector. */
  textHash: string;
}

export interface IndexedDocument extends Omit<SourceDocument, 'passages'> {
  passages: IndexedPassage[];
}

export function weighDocument(document: SourceDocument): IndexedDocument {
  const title = termsOf(document.title, document.language);
  const passages = document.passages.map((passage) => ({
    ...passage,
    textHash: textHashOf(embeddedText(document.title, passage), document.confidential === true),
    impacts: impactsOf({
      title,
      heading: termsOf([...passage.path, passage.heading].join('. '), document.language),
      asked: termsOf(passage.asked ?? '', document.language),
      body: termsOf(passage.text, document.language),
    }),
  }));
  return { ...document, passages };
}

function impactsOf(fields: Record<keyof typeof FIELDS, string[]>): Impacts {
  const frequencies = new Map<string, number>();
  for (const [name, terms] of Object.entries(fields) as [keyof typeof FIELDS, string[]][]) {
    const { boost, normalisation, reference } = FIELDS[name];
    const length = 1 - normalisation + (normalisation * Math.max(terms.length, reference / 2)) / reference;
    for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + boost / length);
  }
  for (const [term, tf] of frequencies) frequencies.set(term, Math.fround((tf * (SATURATION + 1)) / (SATURATION + tf)));
  return frequencies;
}

/** What a document's passages weigh together for one term: more than any of them, never more than `SATURATION + 1`. */
export const documentImpact = (sumOfImpacts: number): number =>
  (sumOfImpacts * (SATURATION + 1)) / (SATURATION + sumOfImpacts);

/** Rarity of a term in an index of `passages`; of one that is nowhere, the highest there is. */
export const inverseFrequency = (passages: number, withTerm: number): number =>
  Math.log(1 + (passages - withTerm + 0.5) / (withTerm + 0.5));
