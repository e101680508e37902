import type { Answer, Hit, Retriever, SearchOptions } from '../retriever';
import type { StoredPassage } from '../store';
import type { AnswerReader, Excerpt } from './answer-reader';
import { quotationProblem } from './quotation';

/** Passages that are read at most: where words are not those of the playbook, what answers is often behind the fifth. */
const READ_AT_MOST = 10;
const SHOWN = 5;

/** Searches by the retriever, and has the reader read what it found; without one, why none does. */
export class ReadingRetriever {
  constructor(
    private readonly retriever: Retriever,
    private readonly reader: AnswerReader | null,
    /** Why there is none, in words: it is told with each answer. */
    private readonly noReader = 'no reader is configured',
  ) {}

  /** As `Retriever.search`; what answers by its own words stands first. */
  async search(question: string, options: SearchOptions = {}): Promise<Answer> {
    const limit = options.limit ?? SHOWN;
    if (!this.reader) return notRead(await this.retriever.search(question, options), this.noReader);
    const found = await this.retriever.search(question, { ...options, limit: Math.max(limit, READ_AT_MOST) });
    const answer = await readAnswer(question, found, this.reader);
    return { ...answer, hits: answer.hits.slice(0, limit) };
  }
}

/** The answer as its passages say themselves. Where nobody could read them, it stays as it was guessed, and says why. */
export async function readAnswer(question: string, answer: Answer, reader: AnswerReader): Promise<Answer> {
  const read = answer.hits.slice(0, READ_AT_MOST);
  if (read.length === 0) return notRead(answer, 'nothing was found to read');
  try {
    const quoted = await reader.read(
      question,
      read.map(({ passage }) => excerptOf(passage)),
    );
    if (quoted === null) return { ...answer, known: false, reading: { by: reader.name, quotation: null } };
    const hit = read[quoted.excerpt];
    const problem = hit ? quotationProblem(quoted.words, hit.passage.text) : 'a passage was named that was not shown';
    if (!hit || problem !== null) return notRead(answer, `${reader.name} read, and ${problem}`);
    const quotation = { passage: hit.passage.id, words: quoted.words.trim() };
    return { ...answer, known: true, hits: firstOf(answer.hits, hit), reading: { by: reader.name, quotation } };
  } catch (error) {
    return notRead(answer, error instanceof Error ? error.message : String(error));
  }
}

const notRead = (answer: Answer, why: string): Answer => ({ ...answer, reading: { by: null, why } });

function excerptOf({ document, path, heading, text }: StoredPassage): Excerpt {
  const headings = [document.title, ...path, heading];
  return { heading: headings.filter((one, at) => one !== '' && headings.indexOf(one) === at).join(' › '), text };
}

const firstOf = (hits: readonly Hit[], first: Hit): Hit[] => [first, ...hits.filter((hit) => hit !== first)];
