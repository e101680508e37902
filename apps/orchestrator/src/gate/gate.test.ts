import { WorkflowUpdateFailedError } from '@salesagent/workflow';
import { proposalDigest } from '@salesagent/governance';
import type { Proposal } from '@salesagent/canon/events';
import { gateWorkflowId, MESSAGES, type DecideResult } from '@salesagent/workflow';
import { ACompany, anna, ben, mara, vera } from '../../testing/a-company';
import { DecisionDelivery } from './decision-delivery';
import { GateWorkflows } from './gate-workflows';
import { setSwitch } from './kill-switch';

jest.setTimeout(60_000);

let company: ACompany;
beforeAll(async () => {
  company = await ACompany.start();
}, 240_000);
afterAll(() => company?.stop());

const approve = (p: Proposal): Parameters<ACompany['orchestration']['decisions']['take']>[0] => ({
  actionId: p.actionId,
  decision: 'approve',
  digest: p.digest,
  evidenceOpened: true,
});
const take = (...args: Parameters<ACompany['orchestration']['decisions']['take']>) =>
  company.orchestration.decisions.take(...args);

const executions = ({ actionId }: { actionId: string }) => company.executed.filter((e) => e.actionId === actionId);

describe('a proposal at the gate', () => {
  it('is admitted, approved by its owner, permitted and executed once', async () => {
    await company.deal('d1', 'T2');
    const p = company.proposal({ opportunity: 'd1' });
    await company.admit(p);
    const answer = await take(approve(p), anna);
    expect(answer.state).toBe('approved');
    await company.until(p.actionId, 'executed');
    expect(await company.log(p.actionId)).toEqual([
      'ActionQueued',
      'ActionAdmitted',
      'ApprovalRequested',
      'ActionApproved',
      'PermitIssued',
    ]);
    expect(executions(p)).toHaveLength(1);
    expect(executions(p)[0]?.claims).toMatchObject({
      actionId: p.actionId,
      digest: p.digest,
      killEpoch: 0,
      tier: 'T2',
      by: 'anna',
    });

    const again = await take(approve(p), anna);
    expect(again).toEqual(answer);
    await expect(take(approve(p), mara)).rejects.toMatchObject({ code: 'already-decided' });
    expect(executions(p)).toHaveLength(1);
  });

  it('is decided only by the owner, the owner’s manager or operations', async () => {
    await company.deal('d2', 'T2');
    const p = company.proposal({ opportunity: 'd2' });
    await company.admit(p);
    await expect(take(approve(p), ben)).rejects.toMatchObject({ code: 'not-approver' });
    await expect(take({ ...approve(p), digest: 'another' }, anna)).rejects.toMatchObject({ code: 'digest-mismatch' });
    await expect(take({ ...approve(p), decision: 'reject' }, vera)).rejects.toMatchObject({ code: 'bad-request' });
    const no = await take({ ...approve(p), decision: 'reject', reason: 'we spoke yesterday' }, mara);
    expect(no.state).toBe('rejected');
    expect(await company.log(p.actionId)).toContain('ActionRejected');
    expect(executions(p)).toHaveLength(0);
  });

  it('gives nothing for a decision that was sent straight to Temporal', async () => {
    await company.deal('d3', 'T2');
    const p = company.proposal({ opportunity: 'd3' });
    await company.admit(p);
    const gate = company.client.workflow.getHandle(gateWorkflowId(p.actionId));
    const forged = await gate.executeUpdate<DecideResult, [object]>(MESSAGES.decide, {
      args: [{ decisionId: 'forged' }],
    });
    expect(forged.state).toBe('void');
    expect(await company.state(p.actionId)).toBe('open');
    await expect(gate.executeUpdate(MESSAGES.decide, { args: [{}] })).rejects.toThrow(WorkflowUpdateFailedError);
    expect(executions(p)).toHaveLength(0);
    expect((await take(approve(p), anna)).state).toBe('approved');
  });

  it('takes a decision that comes while one sent straight to Temporal is looked at', async () => {
    await company.deal('d3b', 'T2');
    const p = company.proposal({ opportunity: 'd3b' });
    await company.admit(p);
    const { decisionId } = await company.orchestration.decisions.record(approve(p), anna);
    const delivery = new DecisionDelivery(company.store, company.clock, new GateWorkflows(company.client));
    const gate = company.client.workflow.getHandle(gateWorkflowId(p.actionId));
    const hold = await company.store.pool.connect();
    await hold.query('begin; lock table orchestrator.facts in access exclusive mode');
    // The gate looks at the forged one, and cannot end before the facts can be read.
    const forged = await gate.startUpdate<DecideResult, [object]>(MESSAGES.decide, {
      args: [{ decisionId: 'forged' }],
      waitForStage: 'ACCEPTED',
    });
    const answer = delivery.answer(decisionId, p.actionId);
    await hold.query('select pg_sleep(0.5)');
    await hold.query('commit');
    hold.release();
    expect((await forged.result()).state).toBe('void');
    expect((await answer).state).toBe('approved');
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toHaveLength(1);
  });

  it('delivers again what waits behind decisions whose gates do not answer', async () => {
    await company.deal('d3c', 'T2');
    const p = company.proposal({ opportunity: 'd3c' });
    await company.admit(p);
    const { decisionId } = await company.orchestration.decisions.record(approve(p), anna);
    await company.store.pool.query(
      `insert into orchestrator.decision (decision_id, action_id, recorded_at, body)
       select 'unanswered-' || n, 'unanswered-' || n, $1::timestamptz - interval '1 hour', '{}' from generate_series(1, 25) n`,
      [company.clock.now()],
    );
    company.clock.advance(11_000);
    const gates = new GateWorkflows(company.client);
    const real = gates.handle.bind(gates);
    gates.handle = (actionId) => {
      if (actionId.startsWith('unanswered')) throw new Error('the gate is still at another decision');
      return real(actionId);
    };
    const delivery = new DecisionDelivery(company.store, company.clock, gates);
    expect(await delivery.redeliver()).toBe(20);
    expect(await delivery.redeliver()).toBe(6);
    const { rows } = await company.store.pool.query<{ state: string }>(
      `select answer ->> 'state' as state from orchestrator.decision where decision_id = $1`,
      [decisionId],
    );
    expect(rows).toEqual([{ state: 'approved' }]);
    expect(await delivery.redeliver()).toBe(20);
    await company.store.pool.query(`delete from orchestrator.decision where decision_id like 'unanswered-%'`);
  });

  it('carries the edited change under a digest of its own', async () => {
    await company.deal('d4', 'T2');
    const p = company.proposal({ opportunity: 'd4' });
    await company.admit(p);
    if (p.change.kind !== 'task') throw new Error('a task');
    await expect(take({ ...approve(p), edited: { ...p.change, ownerId: 'ben' } }, anna)).rejects.toMatchObject({
      code: 'bad-request',
    });
    const edited = { ...p.change, title: 'Call the economic buyer' };
    const answer = await take({ ...approve(p), edited }, anna);
    const digest = proposalDigest({ action: p.action, subject: p.subject, change: edited });
    expect(answer).toMatchObject({ state: 'approved', digest });
    await company.until(p.actionId, 'executed');
    expect(executions(p)[0]).toMatchObject({ digest });
    const approved = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionApproved');
    expect(approved?.data).toMatchObject({ digest, edited });
  });

  it('voids a decision when the record changed after it, and takes the next one', async () => {
    await company.deal('d5', 'T2');
    const p = company.proposal({ opportunity: 'd5' });
    await company.admit(p);
    // Recorded, then the amount changes before the gate uses it.
    const { decisions } = company.orchestration;
    const { decisionId } = await decisions.record(approve(p), anna);
    await company.deliver(company.record('AmountRevised', 'opportunity', 'd5', { amount: 5 }));
    const gate = company.client.workflow.getHandle(gateWorkflowId(p.actionId));
    const old = await gate.executeUpdate<DecideResult, [object]>(MESSAGES.decide, { args: [{ decisionId }] });
    expect(old.state).toBe('void');
    expect((await take(approve(p), mara)).state).toBe('approved');
    await gate.result();
    expect(executions(p)).toHaveLength(1);
    expect(executions(p)[0]?.claims['by']).toBe('mara');
  });

  it('asks again with a new permit when gateway refused a stale one', async () => {
    await company.deal('d6', 'T2');
    const p = company.proposal({ opportunity: 'd6' });
    await company.admit(p);
    company.answers.push({ outcome: 'refused', reason: 'the permit has expired' });
    await take(approve(p), anna);
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toHaveLength(2);
    expect(executions(p)[0]?.claims['permitId']).not.toBe(executions(p)[1]?.claims['permitId']);
  });

  it.each([
    [
      'the deal was edited',
      (id: string) => company.deliver(company.record('AmountRevised', 'opportunity', id, { amount: 2000 })),
      /record changed/,
    ],
    [
      'the approver lost the deal',
      (id: string) =>
        company.deliver(
          company.record('AccountOwnerChanged', 'account', `acc-${id}`, { ownerId: 'ben' }),
          company.record('OpportunityOwnerChanged', 'opportunity', id, { ownerId: 'ben' }),
        ),
      /no longer holds/,
    ],
  ])('ends an approved one when %s before gateway took a permit', async (_what, meanwhile, reason) => {
    const id = `late-${String(reason).length}`;
    await company.deal(id, 'T2');
    const p = company.proposal({ opportunity: id });
    await company.admit(p);
    company.answers.push(async () => {
      await meanwhile(id);
      return { outcome: 'refused', reason: 'the permit has expired' };
    });
    expect((await take(approve(p), anna)).state).toBe('approved');
    await company.until(p.actionId, 'withdrawn');
    expect(executions(p)).toHaveLength(1);
    const withdrawn = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionWithdrawn');
    expect((withdrawn?.data as { reason: string }).reason).toMatch(reason);
  });

  it('waits while the kill switch is on and goes on when it is lifted', async () => {
    await company.deal('d7', 'T2');
    const p = company.proposal({ opportunity: 'd7' });
    await company.admit(p);
    const to = { scope: 'account/acc-d7', by: 'vera', reason: 'a complaint' };
    await setSwitch(company.store, company.clock, { ...to, stopped: true });
    expect((await take(approve(p), anna)).state).toBe('stopped');
    expect(executions(p)).toHaveLength(0);
    const { epoch } = await setSwitch(company.store, company.clock, { ...to, stopped: false });
    await company.turn();
    await company.until(p.actionId, 'executed');
    expect(executions(p)[0]?.claims['killEpoch']).toBe(epoch);
  });
});

describe('a proposal draft on an account that becomes T1', () => {
  const toT1 = (id: string) => company.record('AccountTierChanged', 'account', `acc-${id}`, { tier: 'T1' });

  it('ends as prepared while it waits', async () => {
    await company.deal('t1', 'T3');
    const p = company.draft('t1', 'T3');
    await company.admit(p);
    await company.deliver(toT1('t1'));
    await company.turn();
    await company.until(p.actionId, 'prepared');
    const withdrawn = (await company.store.read(p.actionId)).find((e) => e.type === 'ActionWithdrawn');
    expect(withdrawn?.data).toMatchObject({ outcome: 'prepared' });
    await expect(take(approve(p), anna)).rejects.toMatchObject({ code: 'not-open' });
  });

  it('ends as prepared between approval and permit', async () => {
    await company.deal('t2', 'T3');
    const p = company.draft('t2', 'T3');
    await company.admit(p);
    const { decisions } = company.orchestration;
    const { decisionId } = await decisions.record(approve(p), anna);
    await company.deliver(toT1('t2'));
    const gate = company.client.workflow.getHandle(gateWorkflowId(p.actionId));
    const told = await gate.executeUpdate<DecideResult, [object]>(MESSAGES.decide, {
      updateId: decisionId,
      args: [{ decisionId }],
    });
    expect(told.state).toBe('prepared');
    expect(await company.state(p.actionId)).toBe('prepared');
    expect(await gate.result()).toBe('prepared');
    expect(executions(p)).toHaveLength(0);
  });

  it('ends as prepared straight from the docket when the account was T1 all along', async () => {
    await company.deal('t3', 'T1');
    const p = company.draft('t3', 'T1');
    await company.propose(p);
    await company.turn();
    expect(await company.state(p.actionId)).toBe('prepared');
    expect(await company.log(p.actionId)).toEqual(['ActionWithdrawn']);
  });
});

describe('insight', () => {
  it('is permitted and executed without docket and question', async () => {
    const p = company.proposal({
      opportunity: 'none',
      action: 'deal-scoring',
      subject: 'company',
      effect: 'insight',
      accountId: null,
      ownerId: null,
      tier: 'T1',
      change: { kind: 'fields-batch', type: 'opportunity', fields: ['agentWinProbability'], rows: [] },
    });
    await company.propose(p);
    await company.turn();
    await company.until(p.actionId, 'executed');
    expect(await company.log(p.actionId)).toEqual(['PermitIssued']);
    expect(executions(p)[0]?.claims).toMatchObject({ by: 'policy', digest: p.digest });
  });
});

describe('the first tiering', () => {
  it('is one signed batch that goes through permit and gateway', async () => {
    const { tierings } = company.orchestration;
    const view = await tierings.view();
    expect(view.state).toBe('unsigned');
    await expect(tierings.sign('another', 'vera')).rejects.toMatchObject({ code: 'digest-mismatch' });
    const signed = await tierings.sign(view.digest, 'vera');
    expect(await tierings.sign(view.digest, 'vera')).toEqual(signed);
    await company.turn();
    await company.until(signed.actionId, 'executed');
    expect(executions(signed)).toMatchObject([{ digest: view.digest }]);
    expect((await tierings.view()).state).toBe('executed');
  });
});
