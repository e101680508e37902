import type { DocumentPassage } from '@salesagent/canon/events';
import type { Insight, ProposalDecision } from './decision';
import { recorded } from './documents';
import type { Words } from './words';

/** Ids of every passage that something rests on, of the playbook and of documents. */
export function citations(decision: Insight | ProposalDecision, words: Words): string[] {
  const documents = (decision.documents ?? []).map(({ id }) => id);
  return [...new Set([...(decision.citations ?? []), ...words.cited, ...documents])];
}

/** The passages themselves, for an insight: it is recorded without its facts. */
export function documentsOf({ documents = [] }: Insight): { documents?: DocumentPassage[] } {
  return documents.length === 0 ? {} : { documents: documents.map(recorded) };
}
