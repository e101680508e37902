import { dataOf, glossarySchema, type Playbook, type Section } from '@salesagent/playbook';
import { indexSource, MemoryStore, playbookSource, Retriever, type Answer } from '@salesagent/retrieval';

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
  /** @throws Refusal where there is no playbook */
  search(question: LibraryQuestion): Promise<LibraryAnswer>;
  playbook(): Promise<Playbook>;
}

/** A compiled playbook in memory, indexed when it is first asked. */
export function libraryOf(playbook: Playbook, company: string | null): PlaybookLibrary {
  let retriever: Promise<Retriever> | null = null;
  const indexed = async (): Promise<Retriever> => {
    const store = new MemoryStore();
    await indexSource(store, playbookSource(playbook, company));
    const glossary = playbook.data('glossary');
    return new Retriever(store, glossary ? dataOf(glossary, glossarySchema) : {});
  };
  const once = (): Promise<Retriever> => {
    retriever ??= indexed().catch((error: unknown) => {
      retriever = null; // the next question tries again
      throw error;
    });
    return retriever;
  };
  return {
    search: async ({ question, limit, stage, persona, language }) => {
      const answer = await (
        await once()
      ).search(question, {
        ...{ limit, filter: { ...(company && { company }), ...(stage && { stage }), ...(persona && { persona }) } },
        ...(language && { language }),
      });
      return { answer, searched: [company === null ? 'the base playbook' : `the playbook of ${company}`] };
    },
    playbook: () => Promise.resolve(playbook),
  };
}

/** A section as a reader sees it: what each passage says, below the id by which it is cited. */
export function sectionText({ id, title, version, action, passages }: Section): string {
  const about = [`Section ${id}, version ${version}.`, ...(action ? [`Read by the action ${action}.`] : [])].join(' ');
  const parts = passages.map((passage) => `## ${passage.heading}\n\n[${passage.id}]\n\n${passage.text.trim()}`);
  return [`# ${title}`, about, ...parts, ''].join('\n\n');
}
