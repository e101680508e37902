import 'reflect-metadata';
import type { PastProposal } from '@salesagent/governance';
import { ACompany } from '../../testing/a-company';
import { policyPastBody } from '../api/bodies';

jest.setTimeout(120_000);

/** A stall of the past that anna would have been told of. */
const stall = (n: number, more: Partial<PastProposal> = {}): PastProposal => ({
  ...{ actionId: `stalled-deal-alert:opportunity/D${n}:1`, action: 'stalled-deal-alert', effect: 'task' },
  ...{ at: '2017-01-02T05:00:00.000Z', day: '2017-01-02', subject: `opportunity/D${n}`, opportunityId: `D${n}` },
  ...{ ownerId: 'anna', tier: 'T2', prepareOnly: false, amount: 1000, fields: [], content: ['task-text'] },
  ...{ channel: 'task', expectedValue: 100 - n, subStage: '4.1', expectedCloseDate: null, goneAt: null },
  ...more,
});

describe('proposals of the past, at the policy and the docket', () => {
  let company: ACompany;
  beforeAll(async () => {
    company = await ACompany.start();
    await company.deal('D0', 'T2');
  }, 240_000);
  afterAll(() => company?.stop());

  it('are decided by the policy in force, or by the one to be tried', async () => {
    const { policies } = company.orchestration;
    const proposals = Array.from({ length: 8 }, (_, n) => stall(n));
    const now = await policies.past(null, proposals, '2017-01-02');
    const reached = (fates: typeof now.fates): string[] =>
      Object.entries(fates).flatMap(([id, f]) => (f.fate === 'reached' ? [`${id} ${f.approver} ${f.assignee}`] : []));
    expect(reached(now.fates)).toHaveLength(5);
    expect(reached(now.fates)[0]).toBe(`stalled-deal-alert:opportunity/D0:1 owner anna`);

    const text = `
docket: { decisionsPerManager: 2 }
refinements:
  - id: tasks-to-manager
    when: { effects: [task], tiers: [T2] }
    approver: manager
    why: Managers follow T2 this month.
`;
    const tried = await policies.past({ file: 'policy.yaml', text }, proposals, '2017-01-02');
    expect(tried.version).not.toBe(now.version);
    expect(reached(tried.fates)).toEqual([0, 1].map((n) => `stalled-deal-alert:opportunity/D${n}:1 manager mara`));
  });

  it('run alone from the day on which that was signed, and not before', async () => {
    const log = { action: 'deal-risk', effect: 'log', content: ['insight'], channel: 'crm' } as const;
    const early = stall(1, { ...log, actionId: 'deal-risk:opportunity/D1:1' });
    const late = stall(2, { ...log, actionId: 'deal-risk:opportunity/D2:1', at: '2017-02-01T05:00:00.000Z' });
    await company.database.pool.query(
      `insert into orchestrator.autonomy (action, tier, signed_by, signed_at) values ('deal-risk', 'T2', 'vera', $1)`,
      [new Date('2017-01-15T00:00:00Z')],
    );
    const { fates } = await company.orchestration.policies.past(null, [early, late], '2017-02-02');
    expect([fates[early.actionId]?.fate, fates[late.actionId]?.fate]).toEqual(['reached', 'alone']);
  });

  it('that are misshapen name the field', () => {
    const parsed = policyPastBody.safeParse({ proposals: [{ ...stall(1), tier: 'T9' }], to: '2017-01-02' });
    expect(parsed.error?.issues[0]?.path).toEqual(['proposals', 0, 'tier']);
  });
});
