import { z } from 'zod';
import { triggerCycles } from './cycle';
import { defineAction, type ActionDefinition } from './define';
import { nothing } from './decision';

const action = (id: ActionDefinition['id'], more: Partial<ActionDefinition>) =>
  defineAction({ id, rules: z.unknown(), needs: {}, on: [], gather: () => ({}), decide: () => nothing(''), ...more });

describe('the trigger graph', () => {
  it('finds a score that wakes itself by the field it writes', () => {
    const scoring = action('deal-scoring', {
      writes: ['agentWinProbability'],
      on: [{ event: 'OpportunityFieldsRevised' }],
    });
    expect(triggerCycles([scoring])).toEqual([
      { actions: ['deal-scoring'], through: ['opportunity.agentWinProbability'] },
    ]);
  });

  it('finds two actions that wake each other', () => {
    const scoring = action('deal-scoring', {
      writes: ['agentWinProbability'],
      on: [{ event: 'OpportunityFieldsRevised', fields: ['agentRisk'] }],
    });
    const risk = action('deal-risk', {
      writes: ['agentRisk'],
      on: [{ event: 'OpportunityFieldsRevised', fields: ['agentWinProbability'] }],
    });
    expect(triggerCycles([risk, scoring]).map((c) => c.actions)).toEqual([['deal-risk', 'deal-scoring']]);
  });

  it('lets a cycle pass that says why it dies out', () => {
    const scoring = action('deal-scoring', {
      writes: ['agentWinProbability'],
      on: [{ event: 'OpportunityFieldsRevised', fields: ['agentWinProbability'] }],
      damping: 'the score does not read its own value',
    });
    expect(triggerCycles([scoring])).toEqual([]);
  });

  it('sees no cycle where triggers name the fields of people', () => {
    const scoring = action('deal-scoring', {
      writes: ['agentWinProbability'],
      on: [{ event: 'OpportunityFieldsRevised', fields: ['amount', 'ownerId'] }],
    });
    expect(triggerCycles([scoring])).toEqual([]);
  });
});
