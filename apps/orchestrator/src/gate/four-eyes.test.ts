import { proposalDigest } from '@salesagent/governance';
import type { Proposal } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { gateWorkflowId, MESSAGES, type DecideResult } from '@salesagent/workflow';
import { ACompany, anna, mara, vera } from '../../testing/a-company';
import { decisionStream } from './recorded-decisions';
import { branchesOf } from '../../testing/histories/record';

jest.setTimeout(60_000);

const olga = { sub: 'olga', personId: null, roles: ['operations_vp'] };

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

type Take = Parameters<ACompany['orchestration']['decisions']['take']>;
const approve = (p: Proposal): Take[0] => ({
  actionId: p.actionId,
  decision: 'approve',
  digest: p.digest,
  evidenceOpened: true,
});
const take = (...args: Take) => company.orchestration.decisions.take(...args);
const executions = ({ actionId }: { actionId: string }) => company.executed.filter((e) => e.actionId === actionId);
const straight = (p: Proposal, decisionId: string) =>
  company.client.workflow
    .getHandle(gateWorkflowId(p.actionId))
    .executeUpdate<DecideResult, [object]>(MESSAGES.decide, { args: [{ decisionId }] });

/** A proposal document of 300,000 at its gate: the base policy asks the manager and operations. */
async function large(id: string, amount = 300_000): Promise<Proposal> {
  await company.deal(id, 'T3', { amount });
  const draft = company.draft(id, 'T3');
  const p = { ...draft, attention: { ...draft.attention, amount } };
  await company.admit(p);
  return p;
}

const reworded = (p: Proposal, title: string): { edited: Change; digest: string } => {
  if (p.change.kind !== 'document') throw new Error('a document');
  const edited: Change = { ...p.change, content: { title, blocks: [] } };
  return { edited, digest: proposalDigest({ action: p.action, subject: p.subject, change: edited }) };
};

describe('what two people have to approve', () => {
  it('is executed once both have approved the same, and the log names both', async () => {
    const p = await large('two');
    const first = await take(approve(p), mara);
    expect(first).toMatchObject({ state: 'first-of-two', message: expect.stringContaining('operations is asked') });
    expect(await company.state(p.actionId)).toBe('open');
    expect(executions(p)).toHaveLength(0);
    // The same again is the same answer, not a second approval.
    expect(await take(approve(p), mara)).toEqual(first);

    const second = await take(approve(p), vera);
    expect(second.state).toBe('approved');
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toHaveLength(1);
    const log = await company.store.read(p.actionId);
    expect(log.map((e) => e.type)).toEqual([
      ...['ActionQueued', 'ActionAdmitted', 'ApprovalRequested', 'SecondApprovalRequested', 'ActionApproved'],
      'PermitIssued',
    ]);
    expect(log.find((e) => e.type === 'ActionApproved')?.data).toMatchObject({
      by: 'vera',
      digest: p.digest,
      first: { decisionId: first.decisionId, by: 'mara' },
    });
    await company.client.workflow.getHandle(gateWorkflowId(p.actionId)).result();
    expect(await branchesOf(company.client, gateWorkflowId(p.actionId), 'gate-approved-by-two')).toContain(
      'the first of two, then the second',
    );
  });

  it('may be begun by either of the two', async () => {
    const p = await large('either');
    expect((await take(approve(p), vera)).state).toBe('first-of-two');
    expect((await take(approve(p), mara)).state).toBe('approved');
  });

  it('is one person’s below the amount', async () => {
    const p = await large('smaller', 249_999);
    expect((await take(approve(p), mara)).state).toBe('approved');
  });

  it('is not approved twice by one person, by whatever sign-in', async () => {
    const p = await large('twice');
    await take(approve(p), mara);
    const again = { sub: 'mara@home', personId: 'mara', roles: ['operations_vp'] };
    await expect(take(approve(p), again)).rejects.toMatchObject({ code: 'same-person' });
    // Her own sign-in, without the person: it is the decision she made.
    const same = await take(approve(p), { sub: 'mara', personId: null, roles: ['operations_vp', 'manager'] });
    expect(same.state).toBe('first-of-two');
    expect(executions(p)).toHaveLength(0);
  });

  it('is not approved by who may not be the second, nor by a service', async () => {
    const p = await large('others');
    await take(approve(p), mara);
    for (const who of [anna, { sub: 'deal', personId: null, roles: ['service', 'operations_vp'] }])
      await expect(take(approve(p), who)).rejects.toMatchObject({ code: 'not-approver' });
  });

  it('is not approved by the first decision used once more, nor by what was not made with it in view', async () => {
    const p = await large('replayed');
    const { decisions, activities } = company.orchestration;
    const before = await decisions.record(approve(p), vera);
    const first = await take(approve(p), mara);
    const { actionId } = p;
    expect(await activities.authorize({ actionId, decisionId: first.decisionId })).toMatchObject({ kind: 'first' });
    expect(await activities.authorize({ actionId, decisionId: before.decisionId })).toMatchObject({
      kind: 'void',
      message: expect.stringContaining('in between'),
    });
    expect(executions(p)).toHaveLength(0);
    await take(approve(p), vera);
    await company.until(p.actionId, 'executed');
    for (const { decisionId } of [first, before])
      expect(await activities.authorize({ actionId, decisionId })).toMatchObject({ kind: 'void' });
    expect(await company.state(actionId)).toBe('executed');
    expect(executions(p)).toHaveLength(1);
  });

  it('begins anew when the second edits it, and then the first may be the second', async () => {
    const p = await large('edited');
    await take(approve(p), mara);
    const { edited, digest } = reworded(p, 'In other words');
    expect(await take({ ...approve(p), edited }, vera)).toMatchObject({ state: 'first-of-two', digest });
    await expect(take(approve(p), mara)).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect((await take({ ...approve(p), digest }, vera)).state).toBe('first-of-two');
    expect(await take({ ...approve(p), digest }, mara)).toMatchObject({ state: 'approved', digest });
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toMatchObject([{ digest }]);
    const approved = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionApproved');
    expect(approved?.data).toMatchObject({ digest, edited, first: { by: 'vera' } });
  });

  it('is asked again of both when the record changed between the two', async () => {
    const p = await large('moved');
    await take(approve(p), mara);
    await company.deliver(company.record('AmountRevised', 'opportunity', 'moved', { amount: 310_000 }));
    expect((await take(approve(p), vera)).state).toBe('void');
    expect(await company.log(p.actionId)).toEqual([
      ...['ActionQueued', 'ActionAdmitted', 'ApprovalRequested', 'SecondApprovalRequested'],
      ...['DecisionVoided', 'DecisionVoided', 'ApprovalRequested'],
    ]);
    expect((await take(approve(p), vera)).state).toBe('first-of-two');
    expect((await take(approve(p), mara)).state).toBe('approved');
  });

  it('is asked again of both when the first approval is lost, and answers to the question before are none', async () => {
    const p = await large('lost');
    const { actionId } = p;
    const first = await take(approve(p), mara);
    const before = await company.orchestration.decisions.record(approve(p), vera);
    // What the owner of the database can do: the row is there no more.
    await company.database.pool.query('delete from orchestrator.event where stream = $1', [
      decisionStream(first.decisionId),
    ]);
    expect(await straight(p, before.decisionId)).toMatchObject({
      state: 'void',
      message: expect.stringMatching(/first approval is worth nothing.*both decide anew/),
    });
    expect(await company.log(actionId)).toEqual([
      ...['ActionQueued', 'ActionAdmitted', 'ApprovalRequested', 'SecondApprovalRequested'],
      ...['DecisionVoided', 'DecisionVoided', 'ApprovalRequested'],
    ]);
    // The same person says the same again: it is another decision, for it answers another question.
    const anew = await take(approve(p), mara);
    expect(anew.state).toBe('first-of-two');
    expect(anew.decisionId).not.toBe(first.decisionId);
    for (const { decisionId } of [first, before])
      expect(await company.orchestration.activities.authorize({ actionId, decisionId })).toMatchObject({
        kind: 'void',
      });
    expect(executions(p)).toHaveLength(0);
    expect((await take(approve(p), vera)).state).toBe('approved');
    await company.until(actionId, 'executed');
    expect(executions(p)).toHaveLength(1);
  });

  it('ends when either says no', async () => {
    const p = await large('no');
    await take(approve(p), mara);
    const no = await take({ ...approve(p), decision: 'reject', reason: 'the discount is too high' }, vera);
    expect(no.state).toBe('rejected');
    const q = await large('no-first');
    await take(approve(q), mara);
    expect((await take({ ...approve(q), decision: 'reject', reason: 'a second thought' }, mara)).state).toBe(
      'rejected',
    );
    expect(executions(p).length + executions(q).length).toBe(0);
  });

  it('ends when the first may no longer decide before gateway took a permit', async () => {
    const p = await large('left');
    await take(approve(p), mara);
    company.answers.push(async () => {
      await company.deliver(
        company.record('PersonRegistered', 'person', 'max', { role: 'manager', active: true }),
        company.record('PersonRegistered', 'person', 'ben', { role: 'rep', managerId: 'max', active: true }),
        company.record('AccountOwnerChanged', 'account', 'acc-left', { ownerId: 'ben' }),
        company.record('OpportunityOwnerChanged', 'opportunity', 'left', { ownerId: 'ben' }),
      );
      return { outcome: 'refused', reason: 'the permit has expired' };
    });
    expect((await take(approve(p), vera)).state).toBe('approved');
    await company.until(p.actionId, 'withdrawn');
    expect(executions(p)).toHaveLength(1);
  });
});

describe('what nobody approves who asked for it', () => {
  const askedBy = (p: Proposal, by: string) =>
    company.database.pool.query('update orchestrator.docket set requested_by = $2 where action_id = $1', [
      p.actionId,
      by,
    ]);

  it('is for another person, who asked keeps the right to refuse', async () => {
    const p = await large('own', 150_000);
    await askedBy(p, 'mara');
    await expect(take(approve(p), mara)).rejects.toMatchObject({ code: 'self-approval' });
    expect((await take({ ...approve(p), decision: 'reject', reason: 'not now' }, mara)).state).toBe('rejected');
  });

  it('cannot be got round by a decision recorded before the request was known', async () => {
    const p = await large('own-late', 150_000);
    const { decisionId } = await company.orchestration.decisions.record(approve(p), mara);
    await askedBy(p, 'mara');
    expect(await straight(p, decisionId)).toMatchObject({
      state: 'void',
      message: expect.stringContaining('asked for'),
    });
    expect(executions(p)).toHaveLength(0);
  });

  it('is one of two approvals when it is edited, and the role above is asked', async () => {
    const p = await large('own-words', 150_000);
    const { edited, digest } = reworded(p, 'My words');
    expect(await take({ ...approve(p), edited }, mara)).toMatchObject({ state: 'first-of-two', digest });
    expect((await take({ ...approve(p), digest }, olga)).state).toBe('approved');
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toMatchObject([{ digest }]);

    // The one who is asked about the edit may as well refuse it.
    const q = await large('own-words-no', 150_000);
    const other = reworded(q, 'My other words');
    await take({ ...approve(q), edited: other.edited }, mara);
    const no = { ...approve(q), digest: other.digest, decision: 'reject' as const, reason: 'too long' };
    expect((await take(no, olga)).state).toBe('rejected');
  });

  it('may be approved by who asked for it where the policy does not mind', async () => {
    await company.deal('small', 'T2');
    const p = company.proposal({ opportunity: 'small' });
    await company.admit(p);
    await askedBy(p, 'anna');
    expect((await take(approve(p), anna)).state).toBe('approved');
  });
});
