import type { DocumentPassage } from '@salesagent/canon/events';
import type { Playbook } from '@salesagent/playbook';
import type { Passage } from '../api/insight.schema';

/**
 * The words behind citations: of the playbook as they are now, of documents as they were found then. A passage that is gone
 * keeps its id, so that nobody looks for it in vain.
 * @param documents passages that were recorded with what cites them
 */
export function passages(
  playbook: Playbook | null,
  ids: readonly string[],
  documents: readonly DocumentPassage[] = [],
): Passage[] {
  return ids.map((id) => {
    const bare = id.replace(/^playbook:/, '');
    const found = documents.find((document) => document.id === bare);
    if (found) {
      const { title, file, heading, page, line, edition, text } = found;
      return { id: bare, title: heading, text, document: { title, file, page, line, edition } };
    }
    const passage = playbook?.passage(bare) ?? null;
    return { id: bare, title: passage?.heading ?? bare, text: passage?.text ?? null, document: null };
  });
}

/** Passages of documents among the facts of a proposal. */
export function documentsIn(facts: unknown): DocumentPassage[] {
  if (typeof facts !== 'object' || facts === null) return [];
  if ((facts as { document?: unknown }).document === 1) return [facts as DocumentPassage];
  return Object.values(facts).flatMap(documentsIn);
}
