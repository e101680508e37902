/** A passage as a reader sees it. */
export interface Excerpt {
  /** Title of the document and the headings above, `Stage 5: Close and onboard › Quiet while closing`. */
  heading: string;
  text: string;
}

/** Words that answer a question, and the excerpt that they are said to stand in, from 0. */
export interface Quoted {
  excerpt: number;
  words: string;
}

/**
 * Reads a question and the passages that were found together, and says whether one of them answers: what a guess from
 * scores cannot tell (docs/adr/0028). Implemented by `ModelAnswerReader` of libs/llm.
 */
export interface AnswerReader {
  /** Who reads, as people read it: `openai/gpt-5-mini`. */
  readonly name: string;
  /**
   * @returns the words that answer, or null where none of the excerpts does
   * @throws an error whose message says why nobody read, and what to do; the guess stands then
   */
  read(question: string, excerpts: readonly Excerpt[]): Promise<Quoted | null>;
}
