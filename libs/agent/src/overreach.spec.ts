import type { Change } from '@salesagent/canon/sales';
import type { Insight, ProposalDecision } from './decision';
import { overreachOf } from './overreach';

const task: Change = {
  ...{ kind: 'task', ownerId: 'P1', title: 'Call', body: 'Call them.', dueInBusinessDays: 2 },
  ...{ accountId: 'A1', opportunityId: 'D1' },
};
const decided: ProposalDecision = {
  ...{ kind: 'proposal', title: 'Call', why: 'It waits.', evidence: [], change: task },
  ...{ attention: { pWin: 0.5, amount: 100 }, material: 1 },
};

describe('a draft', () => {
  it('may say it in other words', () => {
    const drafted = { ...decided, title: 'Ring', draft: 'Ring them.', change: { ...task, body: 'Ring them.' } };
    expect(overreachOf(drafted, decided)).toBeNull();
  });

  it.each<[string, Partial<ProposalDecision>]>([
    ['what would be done', { change: { ...task, ownerId: 'P2' } as Change }],
    ['what would be done', { change: { ...task, dueInBusinessDays: 0 } as Change }],
    ['the tier', { tier: 'T3' }],
    ['its worth', { attention: { pWin: 1, amount: 1e9 } }],
    ['whose day it concerns', { ownerId: 'P2' }],
    ['the evidence', { evidence: [{ label: 'Approved by', value: 'VP', source: 'note' }] }],
    ['what counts as news', { material: 2 }],
  ])('may not change %s', (part, change) => {
    expect(overreachOf({ ...decided, ...change }, decided)).toBe(`it changes ${part}`);
  });

  it('may not write fields, nor make a proposal of an insight', () => {
    const insight: Insight = { kind: 'insight', values: {}, reasons: [] };
    expect(overreachOf({ ...insight, fields: { tier: 'T3' } }, insight)).toBe('it changes the fields it writes');
    expect(overreachOf(decided, insight)).toBe('it makes a proposal of an insight');
  });
});
