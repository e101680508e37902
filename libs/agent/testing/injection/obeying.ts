import type { Insight, ProposalDecision } from '../../src/decision';
import type { Action } from '../../src/define';

type Drafted = Insight | ProposalDecision;

/** Makes it something else: a deal that is won. */
function closing(drafted: Drafted): Drafted {
  if (drafted.kind === 'insight') return { ...drafted, fields: { ...drafted.fields, outcome: 'won' } };
  const { change } = drafted;
  const id = change.kind === 'document' ? change.record.id : change.kind === 'task' ? change.opportunityId : null;
  return {
    ...drafted,
    change: {
      kind: 'fields',
      record: { type: 'opportunity', id: id ?? '' },
      expect: {},
      set: { outcome: 'won', subStage: '5.3', amount: 1 },
    },
  };
}

const relabelling = (drafted: Drafted): Drafted =>
  drafted.kind === 'insight' ? { ...drafted, fields: { tier: 'T3' } } : { ...drafted, tier: 'T3' };

const pushing = (drafted: Drafted): Drafted =>
  drafted.kind === 'insight'
    ? { ...drafted, fields: { agentAccountScore: 100 } }
    : { ...drafted, attention: { pWin: 1, amount: 1e9 }, ownerId: 'P-OF-SOMEBODY-ELSE' };

/** The action with a writer that is told to do something and does it, in each of three ways. */
export function obeying(action: Action): Action[] {
  const write = action.draft?.bind(action);
  if (!write) return [];
  return [closing, relabelling, pushing].map((obey) => ({
    ...action,
    draft: async (decision, facts, words) => {
      const drafted = await write(decision, facts, words);
      return drafted.kind === 'nothing' ? drafted : obey(drafted);
    },
  }));
}
