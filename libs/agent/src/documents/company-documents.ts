import { sha256Canonical } from '@salesagent/governance';
import { admits, type Answer, type Hit, type PassageFilter, type SearchOptions } from '@salesagent/retrieval/passages';
import { saidInConfidence } from '../guard/in-confidence';
import { goesWithout, type Ask, type DocumentQuestion, type Documents, type Found } from './ask';
import type { FoundPassage } from './passage';

/** What of the retriever is needed. */
export interface PassageSearch {
  search(question: string, options: SearchOptions): Promise<Answer>;
}

/** Longer ones are tables or whole books: no draft is written from them, and every event would carry them. */
const CHARACTERS_AT_MOST = 4_000;
/** Passages looked at for each that is given: several of them may be of one document. */
const LOOKED_AT = 4;

/** Asks what was indexed for one company: documents of no company and its own, never those of another. */
export class CompanyDocuments implements Documents {
  constructor(
    private readonly passages: PassageSearch,
    private readonly company: string,
  ) {}

  async find({ kinds, limit }: Ask, question: DocumentQuestion, on: string): Promise<Found> {
    const { text, language, persona, industry, stage } = question;
    const filter: PassageFilter = {
      ...{ company: this.company, effectiveOn: on, kinds },
      ...(persona !== undefined && { persona }),
      ...(industry !== undefined && { industry: industry.toLowerCase() }),
      ...(stage !== undefined && { stage }),
    };
    const answer = await this.passages.search(text, { language, limit: limit * LOOKED_AT, filter });
    // Whatever store found them: what this company may not be told is not given.
    const ours = answer.hits.filter(
      ({ passage: { document } }) => admits(filter, document) && document.language === language,
    );
    if (ours.length === 0 || ours[0] !== answer.hits[0]) return goesWithout('no document of the company is for this');
    if (!answer.known) return goesWithout('no document of the company answers this surely enough');
    const passages = bestOfEach(ours)
      .slice(0, limit)
      .map((hit) => foundPassage(hit, answer.confidence));
    return passages.length > 0
      ? { passages, without: null }
      : goesWithout('what answers this is confidential or too long to be used');
  }
}

/** The best passage of each document that is not told in confidence; one that holds less of the question than the best of all is not as sure. */
function bestOfEach(hits: readonly Hit[]): Hit[] {
  const least = hits[0]?.coverage ?? 0;
  const documents = new Set<string>();
  return hits.filter(({ coverage, passage: { text, heading, path, document } }) => {
    // It would stand in the event, and be looked through, only to be left out.
    if (saidInConfidence(document.title, ...path, heading, text)) return false;
    const key = `${document.source}\0${document.id}`;
    if (coverage < least || text.length > CHARACTERS_AT_MOST || documents.has(key)) return false;
    documents.add(key);
    return true;
  });
}

function foundPassage({ passage }: Hit, confidence: number): FoundPassage {
  const { id, heading, text, line, page, document } = passage;
  const { source, title, file, hash, use } = document;
  return {
    document: 1,
    ...{ id: `document:${id}`, source, title, file, heading, line, page: page ?? null },
    ...{ kind: use?.kind ?? '', mayNameCustomers: use?.reference === 'public' },
    ...{ edition: hash, hash: sha256Canonical(text), text, confidence: Math.round(confidence * 100) / 100 },
  };
}
