import { EFFECT_CLASSES } from '@salesagent/canon/sales';
import { bulkProblem, type OneOfMany } from './bulk';
import type { Ruling } from './decide';

const ruling = (over: Partial<Ruling> = {}): Ruling => ({
  ...{ mode: 'approve', tier: 'T2', ceiling: 'A', approver: { role: 'owner' }, secondApprover: null },
  ...{ selfApproval: true, escalateTo: null, expiresInBusinessDays: 5, rule: '', refinements: [], why: ['a rule'] },
  ...over,
});
const one = (over: Partial<OneOfMany> = {}): OneOfMany => ({
  ...{ action: 'stalled-deal-alert', effect: 'task', ruling: ruling() },
  ...over,
});
const policy = { effects: ['log', 'task', 'insight'] as ('log' | 'task' | 'insight')[], most: 3 };

describe('approving several at one stroke', () => {
  it('is for those of one kind', () => {
    expect(bulkProblem([one(), one()], policy)).toBeNull();
    expect(bulkProblem([one(), one({ action: 'deal-risk' })], policy)).toContain('different kinds');
  });

  it.each(EFFECT_CLASSES)('is for low risk only: %s', (effect) => {
    const problem = bulkProblem([one({ effect })], policy);
    if (effect === 'log' || effect === 'task' || effect === 'insight') expect(problem).toBeNull();
    else expect(problem).toContain(`“${effect}” is decided one by one`);
  });

  it('is never for what somebody else, or two people, decide', () => {
    expect(bulkProblem([one(), one({ ruling: ruling({ approver: { role: 'manager' } }) })], policy)).toContain(
      'a rule',
    );
    expect(bulkProblem([one({ ruling: ruling({ secondApprover: 'manager' }) })], policy)).toContain('a rule');
  });

  it('is for as many as the policy says, and for what it names', () => {
    expect(bulkProblem([], policy)).toContain('Nothing was chosen');
    expect(bulkProblem([one(), one(), one(), one()], policy)).toContain('3 can be approved');
    expect(bulkProblem([one()], { ...policy, effects: [] })).toContain('only nothing');
  });
});
