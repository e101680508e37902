import type { Change } from '@salesagent/canon/sales';
import type { Insight, ProposalDecision } from './decision';

/**
 * What a draft changed besides words; null when nothing. Whoever wrote it, a template or a model that a note has told
 * what to do, it puts words to what was decided: it decides neither what is changed nor for whom, how or how urgently.
 */
export function overreachOf(drafted: Insight | ProposalDecision, decided: Insight | ProposalDecision): string | null {
  if (drafted.kind !== decided.kind) return `it makes ${a(drafted.kind)} of ${a(decided.kind)}`;
  const [after, before] = [decisiveParts(drafted), decisiveParts(decided)];
  const changed = Object.keys(before).filter((part) => JSON.stringify(after[part]) !== JSON.stringify(before[part]));
  return changed.length === 0 ? null : `it changes ${changed.join(', ')}`;
}

const a = (kind: string): string => (kind === 'insight' ? 'an insight' : `a ${kind}`);

function decisiveParts(decision: Insight | ProposalDecision): Record<string, unknown> {
  if (decision.kind === 'insight') return { 'the fields it writes': decision.fields ?? null };
  const { change, evidence, attention, ownerId, tier, material } = decision;
  return {
    ...{ 'what would be done': withoutWords(change), 'the evidence': evidence, 'its worth': attention },
    ...{ 'whose day it concerns': ownerId ?? null, 'the tier': tier ?? null, 'what counts as news': material ?? null },
  };
}

/** A change but for the words that a person reads. */
function withoutWords(change: Change): object {
  switch (change.kind) {
    case 'task':
      return { ...change, title: null, body: null };
    case 'document':
      return { ...change, content: null };
    default:
      return change;
  }
}
