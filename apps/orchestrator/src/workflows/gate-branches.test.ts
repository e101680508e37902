import type { Proposal } from '@salesagent/canon/events';
import { jumpingTemporal, shortHistoriesTemporal, type JumpingTemporal } from '@salesagent/servers/testing';
import { gateWorkflowId, MESSAGES, type DecideResult, type ExecuteResult } from '@salesagent/workflow';
import { ACompany, anna, mara } from '../../testing/a-company';
import { branchesOf } from '../../testing/histories/record';
import { GateWorkflows } from '../gate/gate-workflows';
import { setSwitch } from '../gate/kill-switch';

// Each scenario takes one way through the gate with the real activities. `npm run record:histories` keeps what it did.
jest.setTimeout(90_000);

const HOUR = 3_600_000;

let company: ACompany;
let gates: GateWorkflows;
beforeAll(async () => {
  company = await ACompany.start();
  gates = new GateWorkflows(company.client);
}, 240_000);
afterAll(() => company?.stop());

const recordedAs = (name: string, { actionId }: Proposal, at: ACompany = company): Promise<string[]> =>
  branchesOf(at.client, gateWorkflowId(actionId), `gate-${name}`);
const ended = (p: Proposal, at: ACompany = company): Promise<unknown> =>
  at.client.workflow.getHandle(gateWorkflowId(p.actionId)).result();
const approve = (p: Proposal, at: ACompany = company) =>
  at.orchestration.decisions.take(
    { actionId: p.actionId, decision: 'approve', digest: p.digest, evidenceOpened: true },
    anna,
  );
const toT1 = (id: string) => company.record('AccountTierChanged', 'account', `acc-${id}`, { tier: 'T1' });
const decide = (p: Proposal, decisionId: string): Promise<DecideResult> =>
  gates.handle(p.actionId).executeUpdate<DecideResult, [object]>(MESSAGES.decide, { args: [{ decisionId }] });
const switched = (stopped: boolean, scope: string, at: ACompany = company) =>
  setSwitch(at.store, at.clock, { scope, by: 'vera', reason: 'a complaint', stopped });

async function asked(id: string, at: ACompany = company): Promise<Proposal> {
  await at.deal(id, 'T2');
  const p = at.proposal({ opportunity: id });
  await at.admit(p);
  return p;
}

let episode = 0;
/** A pass over all deals: permitted without a person. */
async function insight(at: ACompany = company): Promise<Proposal> {
  const p = at.proposal({
    ...{ opportunity: 'none', action: 'deal-scoring', subject: 'company', effect: 'insight', tier: 'T1' },
    ...{ accountId: null, ownerId: null, episode: ++episode },
    change: { kind: 'fields-batch', type: 'opportunity', fields: ['agentWinProbability'], rows: [] },
  });
  await at.propose(p);
  return p;
}

describe('a gate that asks a person', () => {
  it('is approved and executed, and told nothing new when it is made anew after that', async () => {
    const p = await asked('b1');
    const { decisionId } = await approve(p);
    expect(await ended(p)).toBe('executed');
    expect(await recordedAs('approved', p)).toEqual(['approved and executed', 'executed without a time to escalate']);
    await gates.start(p.actionId, 'person');
    expect((await decide(p, decisionId)).state).toBe('approved');
    expect(await ended(p)).toBe('executed');
    expect(await recordedAs('made-anew', p)).toContain('made anew after its approval');
  });

  it.each<ExecuteResult['outcome']>(['failed', 'unknown'])('notes that the execution was %s', async (outcome) => {
    const p = await asked(`b-${outcome}`);
    company.answers.push({ outcome });
    await approve(p);
    expect(await ended(p)).toBe(outcome);
    expect(await recordedAs(outcome, p)).toEqual([`approved, then ${outcome}`]);
  });

  it('is rejected', async () => {
    const p = await asked('b2');
    const no = { actionId: p.actionId, decision: 'reject' as const, digest: p.digest, evidenceOpened: true };
    await company.orchestration.decisions.take({ ...no, reason: 'we spoke yesterday' }, mara);
    await ended(p);
    expect(await recordedAs('rejected', p)).toEqual(['rejected']);
  });

  it('is withdrawn while it waits', async () => {
    const p = await asked('b3');
    await gates.withdraw(p.actionId, 'the facts changed');
    await ended(p);
    expect(await recordedAs('withdrawn', p)).toEqual(['withdrawn while it waited']);
  });

  it('looks again and goes on', async () => {
    const p = await asked('b4');
    await gates.recheck(p.actionId);
    const recheckIn = async (): Promise<string[]> =>
      branchesOf(company.client, gateWorkflowId(p.actionId), 'gate-looked');
    while (!(await recheckIn()).includes('told to look and went on')) await new Promise((wait) => setTimeout(wait, 50));
    await approve(p);
    await ended(p);
    expect(await recordedAs('looked', p)).toContain('told to look and went on');
  });

  it('is prepared only, from a look or from its authorisation, once the account is of T1', async () => {
    await company.deal('b5', 'T3');
    await company.deal('b6', 'T3');
    const [looks, authorizes] = [company.draft('b5', 'T3'), company.draft('b6', 'T3')];
    await company.admit(looks, authorizes);
    await company.deliver(toT1('b5'));
    await company.turn();
    await ended(looks);
    expect(await recordedAs('prepared-on-a-look', looks)).toEqual(['prepared on a look']);
    const { decisionId } = await company.orchestration.decisions.record(
      { actionId: authorizes.actionId, decision: 'approve', digest: authorizes.digest, evidenceOpened: true },
      anna,
    );
    await company.deliver(toT1('b6'));
    await decide(authorizes, decisionId);
    await ended(authorizes);
    expect(await recordedAs('prepared', authorizes)).toEqual(['prepared by its authorisation']);
  });

  it('takes another decision after a void one', async () => {
    const p = await asked('b7');
    expect((await decide(p, 'forged')).state).toBe('void');
    await approve(p);
    await ended(p);
    expect(await recordedAs('void-decision', p)).toContain('a void decision, then another');
  });

  it('waits while it is stopped, and goes on', async () => {
    const p = await asked('b8');
    await switched(true, 'account/acc-b8');
    expect((await approve(p)).state).toBe('stopped');
    await switched(false, 'account/acc-b8');
    await company.turn();
    await ended(p);
    expect(await recordedAs('stopped-then-executed', p)).toContain('stopped by the kill switch, then executed');
  });

  it('is withdrawn while it is stopped', async () => {
    const p = await asked('b9');
    await switched(true, 'account/acc-b9');
    await approve(p);
    await gates.withdraw(p.actionId, 'the facts changed');
    await ended(p);
    expect(await recordedAs('withdrawn-while-stopped', p)).toEqual(['withdrawn while it was stopped']);
  });

  it('asks for a new permit when one was refused', async () => {
    const p = await asked('b10');
    company.answers.push({ outcome: 'refused', reason: 'the permit has expired' });
    await approve(p);
    await ended(p);
    expect(await recordedAs('refused-then-executed', p)).toContain('a refused permit, then a new one');
  });

  it('closes at once when the log says it has ended', async () => {
    await company.deal('b11', 'T2');
    const p = company.proposal({ opportunity: 'b11' });
    await company.propose(p);
    await company.orchestration.activities.withdraw({ actionId: p.actionId, reason: 'the facts changed' });
    await gates.start(p.actionId, 'person');
    await ended(p);
    expect(await recordedAs('closed-before-it-began', p)).toEqual(['closed before it began']);
  });
});

describe('a gate the policy permits', () => {
  it('is executed; made anew it runs once more into the recorded outcome', async () => {
    const p = await insight();
    await company.turn();
    await ended(p);
    expect(await recordedAs('policy-executed', p)).toEqual(['executed']);
  });

  it('closes when its log has ended', async () => {
    const p = await insight();
    await company.orchestration.activities.withdraw({ actionId: p.actionId, reason: 'superseded' });
    await gates.start(p.actionId, 'policy');
    await ended(p);
    expect(await recordedAs('policy-closed', p)).toEqual(['closed by its authorisation']);
  });

  it('waits while it is stopped: then it is withdrawn, or executed', async () => {
    await switched(true, 'action/deal-scoring');
    const [left, goesOn] = [await insight(), await insight()];
    await company.turn();
    for (const p of [left, goesOn]) await stoppedOnce(p);
    await gates.withdraw(left.actionId, 'superseded');
    await ended(left);
    expect(await recordedAs('policy-withdrawn', left)).toEqual(['withdrawn while it was stopped']);
    await switched(false, 'action/deal-scoring');
    await gates.recheck(goesOn.actionId);
    await ended(goesOn);
    expect(await recordedAs('policy-stopped', goesOn)).toEqual(['stopped, then executed']);
  });

  it('asks for a new permit when one was refused', async () => {
    const p = await insight();
    company.answers.push({ outcome: 'refused', reason: 'the permit has expired' });
    await company.turn();
    await ended(p);
    expect(await recordedAs('policy-refused', p)).toEqual(['a refused permit, then a new one']);
  });

  it('continues as new where it is stopped for long, and is executed in the end', async () => {
    const here = await ACompany.start(shortHistoriesTemporal(20));
    try {
      await switched(true, 'action/deal-scoring', here);
      const p = await insight(here);
      await here.turn();
      const itsGates = new GateWorkflows(here.client);
      const { runId } = await itsGates.handle(p.actionId).describe();
      while ((await itsGates.handle(p.actionId).describe()).runId === runId) {
        await itsGates.recheck(p.actionId);
        await new Promise((wait) => setTimeout(wait, 50));
      }
      const name = 'gate-policy-continued';
      expect(await branchesOf(here.client, gateWorkflowId(p.actionId), name, runId)).toEqual(['continued as new']);
      await switched(false, 'action/deal-scoring', here);
      await itsGates.recheck(p.actionId);
      expect(await ended(p, here)).toBe('executed');
    } finally {
      await here.stop();
    }
  });
});

/** Its workflow has asked for a permit and was told that it is stopped. */
async function stoppedOnce(p: Proposal): Promise<void> {
  for (;;) {
    const { events } = await gates.handle(p.actionId).fetchHistory();
    if (events?.some((e) => e.timerStartedEventAttributes)) return;
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

describe('time at a gate', () => {
  const inJumpingTime = async (work: (at: ACompany, time: JumpingTemporal) => Promise<void>): Promise<void> => {
    const time = await jumpingTemporal();
    const at = await ACompany.start(Promise.resolve(time));
    try {
      await work(at, time);
    } finally {
      await at.stop();
    }
  };

  it('expires it when nobody decides', () =>
    inJumpingTime(async (at, { jump }) => {
      const p = await asked('t1', at);
      await jump(14 * 24 * HOUR);
      await at.until(p.actionId, 'expired');
      await ended(p, at);
      expect(await recordedAs('expired', p, at)).toEqual(['expired by its timer']);
    }));

  it('expires it when it is stopped for longer than it may wait', () =>
    inJumpingTime(async (at, { jump }) => {
      at.openFor(HOUR);
      const p = await asked('t2', at);
      await switched(true, 'account/acc-t2', at);
      expect((await approve(p, at)).state).toBe('stopped');
      await jump(2 * HOUR);
      await ended(p, at);
      expect(await recordedAs('stopped-until-over', p, at)).toEqual(['stopped until its time was over']);
    }));

  it('withdraws it when gateway refuses every permit', () =>
    inJumpingTime(async (at, { jump }) => {
      const p = await asked('t3', at);
      for (let n = 0; n < 14; n++) at.answers.push({ outcome: 'refused', reason: 'another kill epoch' });
      await approve(p, at);
      await jump(HOUR);
      await ended(p, at);
      expect(await recordedAs('every-permit-refused', p, at)).toEqual(['every permit refused']);
    }));
});
