import type { Proposal } from '@salesagent/canon/events';
import { proposalDigest } from '@salesagent/governance';
import { ACompany, anna } from '../../testing/a-company';
import type { RecordedDecision } from './recorded-decisions';

jest.setTimeout(120_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

const executions = (p: Proposal) => company.executed.filter((e) => e.actionId === p.actionId);
const approval = (p: Proposal) => ({
  ...{ actionId: p.actionId, decision: 'approve' as const, digest: p.digest, evidenceOpened: true },
});

/** What the owner of the database does: writes another row where the decision was. */
const rewrite = (id: string, alter: (decision: RecordedDecision) => object) =>
  company.database.pool
    .query<{ data: RecordedDecision }>('select data from orchestrator.event where id = $1', [id])
    .then(({ rows }) =>
      company.database.pool.query('update orchestrator.event set data = $2 where id = $1', [
        ...[id, JSON.stringify(alter(rows[0]!.data))],
      ]),
    );

describe('a decision that was altered in the log', () => {
  const forged = (p: Proposal) => {
    const change = { ...p.change, title: 'Wire the money' } as Proposal['change'];
    return { edited: true, change, digest: proposalDigest({ action: p.action, subject: p.subject, change }) };
  };

  it.each<[string, (p: Proposal) => (d: RecordedDecision) => object]>([
    ['another change, with the digest that belongs to it', (p) => (d) => ({ ...d, ...forged(p) })],
    ['another person', () => (d) => ({ ...d, by: 'mara', personId: 'mara' })],
    [
      'no mark',
      () =>
        ({ seal: _, ...d }) =>
          d,
    ],
    ['a mark of nothing', () => (d) => ({ ...d, seal: '' })],
  ])('is worth nothing: %s', async (what, alter) => {
    const id = `t-${what.length}`;
    await company.deal(id, 'T2');
    const p = company.proposal({ opportunity: id });
    await company.admit(p);
    const recorded = await company.orchestration.decisions.record(approval(p), anna);
    const { rows } = await company.database.pool.query<{ id: string }>(
      `select id from orchestrator.event where stream = $1`,
      [`decision/${recorded.decisionId}`],
    );
    await rewrite(rows[0]!.id, alter(p));
    const answer = await company.orchestration.activities.authorize({
      ...{ actionId: p.actionId, decisionId: recorded.decisionId },
    });
    expect(answer).toEqual({ kind: 'void', message: expect.stringContaining('not as it was taken') });
    expect(await company.log(p.actionId)).toContain('DecisionVoided');
    expect(executions(p)).toHaveLength(0);
  });

  it('is not replaced by what an altered approval says either: what was decided on is what is permitted', async () => {
    await company.deal('t-approved', 'T2');
    const p = company.proposal({ opportunity: 't-approved' });
    await company.admit(p);
    company.answers.push({ outcome: 'refused' }, { outcome: 'refused' });
    await company.orchestration.decisions.take(approval(p), anna);
    await company.database.pool.query(
      `update orchestrator.event set data = jsonb_set(data::jsonb, '{digest}', $2::jsonb)::json
       where stream = $1 and type = 'ActionApproved'`,
      [p.actionId, JSON.stringify(forged(p).digest)],
    );
    await company.until(p.actionId, 'executed');
    expect(new Set(executions(p).map(({ digest }) => digest))).toEqual(new Set([p.digest]));
  });
});
