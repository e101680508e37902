import { admits, type PassageFilter, type PassageScope } from '../passage';
import type { Candidate, CandidateQuery } from '../store';
import type { NearPassage } from '../vector-index/port';
import { documentImpact } from '../weights';
import { postingsOf, type Postings } from './postings';
import { Top } from './top';
import { Vectors } from './vectors';

/** Of a document, what is needed to find its passages; not their words. */
export interface SearchedDocument extends PassageScope {
  source: string;
  id: string;
  language: string;
  passages: readonly SearchedPassage[];
}
export interface SearchedPassage {
  id: string;
  /** Of what a vector is made of (`Passage.textHash`). */
  textHash: string;
  terms: readonly string[];
  /** Weight of each term. */
  impacts: Float32Array;
}

/**
 * The passages of one language as they are searched: which hold a term and how much it weighs in them, in typed arrays.
 * 10,000 passages take some ten megabytes, and a question walks over all postings of its terms within a millisecond or
 * two, so nothing is left out and nothing is estimated. Made anew when documents change.
 */
export class LanguageIndex {
  /** By place; passages of one document are next to each other. */
  private readonly passages: { source: string; id: string; textHash: string }[] = [];
  private readonly documentOf: Int32Array;
  private readonly documents: readonly SearchedDocument[];
  private readonly postings: ReadonlyMap<string, Postings>;
  private readonly vectors = new Map<string, Vectors>();
  /** Places by source and id; made when first asked for. */
  private places: Map<string, number> | null = null;

  constructor(documents: readonly SearchedDocument[]) {
    this.documents = documents;
    const owner: number[] = [];
    documents.forEach(({ source, passages }, document) => {
      for (const { id, textHash } of passages) {
        this.passages.push({ source, id, textHash });
        owner.push(document);
      }
    });
    this.documentOf = Int32Array.from(owner);
    this.postings = postingsOf(documents);
  }

  get size(): number {
    return this.passages.length;
  }

  /** How many passages hold a term. */
  holding(term: string): number {
    return this.postings.get(term)?.places.length ?? 0;
  }

  /** Puts vectors beside the passages, by model and hash of their text, in the place of those that were there. */
  setVectors(vectors: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>): void {
    this.vectors.clear();
    for (const [model, of] of vectors) {
      this.vectors.set(model, new Vectors(this.passages.map(({ textHash }) => of.get(textHash))));
    }
  }

  /** How many passages have a vector of a model. */
  withVector(model: string): number {
    return this.vectors.get(model)?.held ?? 0;
  }

  /**
   * The passages that score best by their words, and those whose vectors are nearest where one is asked for; each with
   * everything that both ways know of it.
   */
  candidates(query: CandidateQuery): Candidate[] {
    const admitted = this.admitted(query.filter);
    const scores = this.scores(query, admitted);
    const best = new Top(query.limit, (a, b) => this.before(a, b));
    for (let place = 0; place < scores.length; place++) {
      if (scores[place]! > 0 && scores[place]! >= best.least) best.offer(place, scores[place]!);
    }
    const taken = new Set(best.taken());
    const vectors = query.vector && this.vectors.get(query.vector.model);
    const near = new Top(vectors ? query.limit : 0, (a, b) => this.before(a, b));
    const similarities = new Float64Array(vectors ? this.size : 0);
    if (vectors && query.vector) {
      for (let place = 0; place < this.size; place++) {
        if (admitted[this.documentOf[place]!] === 0 || !vectors.has(place)) continue;
        const similarity = vectors.similarity(place, query.vector.values);
        similarities[place] = similarity;
        if (similarity >= near.least) near.offer(place, similarity);
      }
      for (const place of near.taken()) taken.add(place);
    }
    return this.described(query, taken, (place) => (vectors?.has(place) ? similarities[place]! : null));
  }

  /** Of passages that another store found near, what is known of them here; those that are not here or not admitted are left out. */
  candidatesOf(query: CandidateQuery, near: readonly NearPassage[]): Candidate[] {
    const admitted = this.admitted(query.filter);
    const similarities = new Map<number, number>();
    for (const { source, id, similarity } of near) {
      const place = this.placeOf(source, id);
      if (place !== undefined && admitted[this.documentOf[place]!] === 1) similarities.set(place, similarity);
    }
    return this.described(query, new Set(similarities.keys()), (place) => similarities.get(place)!);
  }

  /** How many passages may answer under a filter. */
  admittedBy(filter: PassageFilter): number {
    const admitted = this.admitted(filter);
    return this.documentOf.reduce((sum, document) => sum + admitted[document]!, 0);
  }

  private described(
    { weights }: CandidateQuery,
    taken: ReadonlySet<number>,
    similarityOf: (place: number) => number | null,
  ): Candidate[] {
    const held = this.impactsOf([...weights.keys()], taken);
    return [...taken].map((place) => ({
      ...{ source: this.passages[place]!.source, id: this.passages[place]!.id },
      impacts: held.passages.get(place)!,
      documentImpacts: held.documents.get(this.documentOf[place]!)!,
      similarity: similarityOf(place),
    }));
  }

  private placeOf(source: string, id: string): number | undefined {
    this.places ??= new Map(this.passages.map((passage, place) => [`${passage.source}\0${passage.id}`, place]));
    return this.places.get(`${source}\0${id}`);
  }

  /** Score of every passage by its words: the sum of worth × impact, and a share of that of its document. */
  private scores({ weights, documentShare }: CandidateQuery, admitted: Uint8Array): Float64Array {
    const scores = new Float64Array(this.size);
    const documents = new Float64Array(this.documents.length);
    const touched = new Uint8Array(this.size);
    for (const [term, weight] of weights) {
      this.eachDocument(term, admitted, (document, sum, from, to, { places, impacts }) => {
        for (let i = from; i < to; i++) {
          scores[places[i]!]! += weight * impacts[i]!;
          touched[places[i]!] = 1;
        }
        documents[document]! += weight * documentImpact(sum);
      });
    }
    for (let place = 0; place < scores.length; place++) {
      if (touched[place] === 1) scores[place]! += documentShare * documents[this.documentOf[place]!]!;
    }
    return scores;
  }

  /** Goes over the postings of a term document by document, with the sum of the impacts in each. */
  private eachDocument(
    term: string,
    admitted: Uint8Array | null,
    visit: (document: number, sum: number, from: number, to: number, postings: Postings) => void,
  ): void {
    const postings = this.postings.get(term);
    if (!postings) return;
    const { places, impacts } = postings;
    for (let from = 0; from < places.length;) {
      const document = this.documentOf[places[from]!]!;
      let sum = 0;
      let to = from;
      for (; to < places.length && this.documentOf[places[to]!] === document; to++) sum += impacts[to]!;
      if (admitted === null || admitted[document] === 1) visit(document, sum, from, to, postings);
      from = to;
    }
  }

  /** Of the passages taken and their documents, the weight of each term. */
  private impactsOf(terms: readonly string[], taken: ReadonlySet<number>) {
    const passages = new Map([...taken].map((place) => [place, new Map<string, number>()]));
    const documents = new Map([...taken].map((place) => [this.documentOf[place]!, new Map<string, number>()]));
    for (const term of terms) {
      this.eachDocument(term, null, (document, sum, from, to, { places, impacts }) => {
        const of = documents.get(document);
        if (!of) return;
        of.set(term, documentImpact(sum));
        for (let i = from; i < to; i++) passages.get(places[i]!)?.set(term, impacts[i]!);
      });
    }
    return { passages, documents };
  }

  private admitted(filter: PassageFilter): Uint8Array {
    return Uint8Array.from(this.documents, (document) => (admits(filter, document) ? 1 : 0));
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.passages[a]!, this.passages[b]!];
    return one.source === other.source ? one.id < other.id : one.source < other.source;
  }
}
