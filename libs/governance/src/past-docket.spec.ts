import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePolicy } from './policy-file';
import { pastDocket, type PastProposal } from './past-docket';

const file = 'base/policy.yaml';
const text = readFileSync(join(__dirname, '../../../playbooks', file), 'utf8');
const { policy } = compilePolicy({ file, text }, null);
const people = {
  isManager: (id: string): boolean => id.startsWith('M'),
  managerOf: (id: string): string | null => (id === 'P1' ? 'M1' : null),
};
const run = (proposals: PastProposal[], to = '2017-02-28', given = policy) =>
  pastDocket(proposals, { policy: given, people, to, signedAt: () => null });

/** A task for P1 on a Monday before the morning batch. */
const proposal = (n: number, more: Partial<PastProposal> = {}): PastProposal => ({
  ...{ actionId: `stalled-deal-alert:opportunity/D${n}:1`, action: 'stalled-deal-alert', effect: 'task' },
  ...{ at: '2017-01-02T05:00:00.000Z', day: '2017-01-02', subject: `opportunity/D${n}`, opportunityId: `D${n}` },
  ...{ ownerId: 'P1', tier: 'T1', prepareOnly: false, amount: 1000, fields: [], content: ['task-text'] },
  ...{ channel: 'task', expectedValue: 100 - n, subStage: '4.1', expectedCloseDate: null, goneAt: null },
  ...more,
});

describe('the docket of the past', () => {
  it('gives a person the most valuable inside the cap, the rest on the next mornings', () => {
    const fates = run([1, 2, 3, 4, 5, 6, 7].map((n) => proposal(n)));
    const waves = [1, 2, 3, 4, 5, 6, 7].map((n) => fates.get(`stalled-deal-alert:opportunity/D${n}:1`)?.wave);
    expect(waves).toEqual([...Array<string>(5).fill('2017-01-02'), '2017-01-03', '2017-01-03']);
  });

  it('lets go of what better ones crowd out for longer than policy keeps it, and of what lost its facts', () => {
    const better = Array.from({ length: 40 }, (_, n) => proposal(n + 10, { expectedValue: 1_000 - n }));
    const fates = run([...better, proposal(1), proposal(2, { goneAt: '2017-01-02T06:00:00.000Z' })]);
    expect(fates.get('stalled-deal-alert:opportunity/D1:1')).toMatchObject({ fate: 'overflowed', wave: null });
    expect(fates.get('stalled-deal-alert:opportunity/D2:1')?.fate).toBe('withdrawn');
  });

  it('takes one step a deal, and merges what is of one kind about one record', () => {
    const again = proposal(1, { actionId: 'stalled-deal-alert:opportunity/D1:2', expectedValue: 1 });
    const terms = proposal(2, {
      ...{ actionId: 'proposal-draft:opportunity/D1:1', action: 'proposal-draft', effect: 'terms', tier: 'T2' },
      ...{ subject: 'opportunity/D1', opportunityId: 'D1', content: ['money'], channel: 'document', expectedValue: 5 },
    });
    const fates = run([proposal(1), again, terms]);
    expect(fates.get(again.actionId)?.fate).toBe('merged');
    // It waits for the other step to run out, and longer than the docket keeps it.
    expect(fates.get(terms.actionId)?.fate).toBe('overflowed');
  });

  it('is quiet in the last days of a quarter but for what closes', () => {
    const late = { at: '2017-03-30T05:00:00.000Z', day: '2017-03-30' };
    const fates = run([proposal(1, late), proposal(2, { ...late, subStage: '5.1' })], '2017-03-31');
    expect([1, 2].map((n) => fates.get(`stalled-deal-alert:opportunity/D${n}:1`)?.fate)).toEqual([
      'waiting',
      'reached',
    ]);
  });

  it('asks policy: what may only be prepared reaches nobody, money goes to the manager', () => {
    const terms = { action: 'proposal-draft', effect: 'terms', content: ['money'], channel: 'document' } as const;
    const fates = run([
      proposal(1, { ...terms, tier: 'T1' }),
      proposal(2, { ...terms, tier: 'T2', amount: 200_000 }),
      proposal(3, { ...terms, tier: 'T2', ownerId: null, amount: 200_000 }),
    ]);
    const of = (n: number) => fates.get(`stalled-deal-alert:opportunity/D${n}:1`);
    expect(of(1)).toMatchObject({ fate: 'prepared', mode: 'prepare', approver: null });
    expect(of(2)).toMatchObject({ fate: 'reached', approver: 'manager', assignee: 'M1' });
    expect(of(3)).toMatchObject({ fate: 'reached', approver: 'manager', assignee: null });
  });

  it('rests on weekends', () => {
    const saturday = { at: '2017-01-07T05:00:00.000Z', day: '2017-01-07' };
    expect(run([proposal(1, saturday)]).get('stalled-deal-alert:opportunity/D1:1')?.wave).toBe('2017-01-09');
  });
});
