import type { Outcome } from '../outcome';
import { NOTHING, otherwise, saidOf } from './said';

const proposed = (given: object = {}, material = 'm1'): Outcome =>
  ({
    ...{ kind: 'proposal', material, prepareOnly: false },
    proposal: {
      ...{ title: 'Call them', why: 'They are silent.', change: { kind: 'task', dueInBusinessDays: 2 }, draft: null },
      ...{ evidence: [], attention: { uplift: 0.1, expectedValue: 10 }, playbookVersion: 'v1', citations: [] },
      ...given,
    },
  }) as unknown as Outcome;
const insight = (score: number, given: object = {}): Outcome =>
  ({
    ...{ kind: 'insight', material: 'm', fields: null },
    data: { values: { score }, reasons: ['It is large.'], citations: [], playbookVersion: 'v1', ...given },
  }) as unknown as Outcome;
const between = (before: Outcome, after: Outcome) => otherwise(saidOf(before), saidOf(after));

describe('what two playbooks say of a record', () => {
  it('is the same where only versions and citations differ', () => {
    expect(between(proposed(), proposed({ playbookVersion: 'v2', citations: ['a#b'] }))).toBeNull();
    expect(between(insight(1), insight(1, { playbookVersion: 'v2', citations: ['a#b'] }))).toBeNull();
    expect(otherwise(NOTHING, saidOf({ kind: 'nothing', reason: 'small' }))).toBeNull();
  });

  it('is told apart by what becomes of a proposal that stands', () => {
    expect(between({ kind: 'nothing', reason: 'small' }, proposed())).toBe('new');
    expect(between(proposed(), { kind: 'nothing', reason: 'small' })).toBe('gone');
    expect(between(proposed(), proposed({ title: 'Write to them' }, 'm2'))).toBe('changed');
    expect(between(proposed(), proposed({ change: { kind: 'task', dueInBusinessDays: 1 } }))).toBe('worded');
    expect(between(proposed(), proposed({ attention: { uplift: 0.2, expectedValue: 20 } }))).toBe('weighed');
  });

  it('is another insight when it says something else', () => {
    expect(between(insight(1), insight(2))).toBe('changed');
    expect(between(insight(1), proposed())).toBe('changed');
    expect(saidOf(insight(2)).words).toBe('score: 2. It is large.');
  });
});
