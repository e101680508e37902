import type { Playbook, Section } from '@salesagent/playbook';
import type { Answer } from '@salesagent/retrieval';

export interface LibraryQuestion {
  question: string;
  limit: number;
  stage?: number | null | undefined;
  persona?: string | null | undefined;
  /** ISO 639-1; else found by the words of the question. */
  language?: string | null | undefined;
}

export interface LibraryAnswer {
  answer: Answer;
  /** What was looked through, as a reader knows it. */
  searched: string[];
}

/** The playbook as this server reads it. */
export interface PlaybookLibrary {
  /** @throws Refusal where nothing can be searched */
  search(question: LibraryQuestion): Promise<LibraryAnswer>;
  playbook(): Promise<Playbook>;
}

/** A section as a reader sees it: what each passage says, below the id by which it is cited. */
export function sectionText({ id, title, version, action, passages }: Section): string {
  const about = [`Section ${id}, version ${version}.`, ...(action ? [`Read by the action ${action}.`] : [])].join(' ');
  const parts = passages.map((passage) => `## ${passage.heading}\n\n[${passage.id}]\n\n${passage.text.trim()}`);
  return [`# ${title}`, about, ...parts, ''].join('\n\n');
}
