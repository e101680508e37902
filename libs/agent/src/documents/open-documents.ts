import type { PoolSettings } from '@salesagent/platform';
import { dataOf, glossarySchema, type Playbook } from '@salesagent/playbook';
import { openPassages, type Passages, type Retriever } from '@salesagent/retrieval/passages';
import { goesWithout, type Documents } from './ask';
import { CompanyDocuments } from './company-documents';

/** Of PostgreSQL: the schema, a table of it, or the right to read them is not there. */
const NOT_THERE = new Set(['3F000', '42P01', '42501']);

export interface OpenDocuments extends Documents {
  close(): Promise<void>;
}

/**
 * The documents that orchestrator keeps for the stack, by words alone: what is asked is a few words of the trade, and no
 * model is waited for. In a database that has no passages, or lets this service read none, actions go without.
 * @param playbook the one in force when it is asked, for its words of the trade
 */
export function openDocuments(
  { database, service, company }: { database: PoolSettings; service: string; company: string },
  playbook: () => Playbook,
): OpenDocuments {
  const passages = openPassages({ database, service, embedder: null });
  const retrievers = new WeakMap<Playbook, Retriever>();
  return {
    find: async (ask, question, on) => {
      try {
        return await new CompanyDocuments(retrieverOf(passages, playbook(), retrievers), company).find(
          ask,
          question,
          on,
        );
      } catch (error) {
        if (!NOT_THERE.has(String((error as { code?: unknown }).code))) throw error;
        return goesWithout('the documents of the company cannot be read here');
      }
    },
    close: () => passages.close(),
  };
}

function retrieverOf(passages: Passages, playbook: Playbook, made: WeakMap<Playbook, Retriever>): Retriever {
  const glossary = playbook.data('glossary');
  const retriever = made.get(playbook) ?? passages.retriever(glossary ? dataOf(glossary, glossarySchema) : {});
  made.set(playbook, retriever);
  return retriever;
}
