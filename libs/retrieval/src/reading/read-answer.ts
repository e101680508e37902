import type { Answer, Hit, Retriever, SearchOptions } from '../retriever';
import type { StoredPassage } from '../store';
import type { AnswerReader, Excerpt } from './answer-reader';
import { quotationProblem } from './quotation';

/** Passages that are read at most: where words are not those of the playbook, what answers is often behind the fifth. */
const READ_AT_MOST = 10;
const SHOWN = 5;
/** Of a passage, so that a table without end is neither paid for nor too long for the model; as agents are shown. */
const CHARACTERS_AT_MOST = 4_000;

/** Searches by the retriever, and has the reader read what it found; without one, why none does. */
export class ReadingRetriever {
  constructor(
    private readonly retriever: Retriever,
    private readonly reader: AnswerReader | null,
    /** Why there is none although there should be: it is told with each answer. */
    private readonly noReader: string | null = null,
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
  const found = answer.hits.slice(0, READ_AT_MOST);
  // The reader may be a model outside: what is confidential is for the person who asked.
  const read = found.filter(({ passage }) => passage.document.confidential === undefined);
  const kept = found.length - read.length;
  if (found.length === 0) return notRead(answer, 'nothing was found to read');
  if (read.length === 0) return notRead(answer, 'what was found is confidential');
  try {
    const excerpts = read.map(({ passage }) => excerptOf(passage));
    const quoted = await reader.read(question, excerpts);
    if (quoted === null && kept > 0) {
      return notRead(
        answer,
        `${reader.name} read, and none answers but perhaps the ${kept} it was not shown: confidential`,
      );
    }
    if (quoted === null) return { ...answer, known: false, reading: { by: reader.name, quotation: null } };
    const hit = read[quoted.excerpt];
    const problem = hit
      ? quotationProblem(quoted.words, excerpts[quoted.excerpt]!.text)
      : 'a passage was named that was not shown';
    if (!hit || problem !== null) return notRead(answer, `${reader.name} read, and ${problem}`);
    const quotation = { passage: hit.passage.id, words: quoted.words.trim() };
    return { ...answer, known: true, hits: firstOf(answer.hits, hit), reading: { by: reader.name, quotation } };
  } catch (error) {
    return notRead(answer, error instanceof Error ? error.message : String(error));
  }
}

const notRead = (answer: Answer, why: string | null): Answer => ({ ...answer, reading: { by: null, why } });

function excerptOf({ document, path, heading, text }: StoredPassage): Excerpt {
  const headings = [document.title, ...path, heading];
  return {
    heading: headings.filter((one, at) => one !== '' && headings.indexOf(one) === at).join(' › '),
    text: beginningOf(text),
  };
}

/** Cut at the end of a word. */
const beginningOf = (text: string): string =>
  text.length <= CHARACTERS_AT_MOST ? text : text.slice(0, CHARACTERS_AT_MOST).replace(/\S+$/, '');

const firstOf = (hits: readonly Hit[], first: Hit): Hit[] => [first, ...hits.filter((hit) => hit !== first)];
