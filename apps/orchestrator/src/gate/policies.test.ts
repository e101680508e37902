import { join, resolve } from 'node:path';
import { until } from '@salesagent/bus/testing';
import { readPolicyFiles } from '@salesagent/playbook';
import { gateWorkflowId } from '@salesagent/workflow';
import { ACompany, anna, mara } from '../../testing/a-company';
import { explainPolicy } from './explain';
import { PolicyRefused } from './policy-candidate';
import { policyInForce, settlePolicy } from './policy-store';

jest.setTimeout(120_000);

const files = () => readPolicyFiles(join(resolve(__dirname, '../../../..'), 'playbooks'), 'test');
const VERA = { sub: 'vera', personId: null };
const OTTO = { sub: 'otto', personId: null };
const WHY = 'a test';
const file = (text: string) => ({ file: 'policy.yaml', text });
const TO_MANAGER = `
refinements:
  - id: tasks-to-manager
    when: { effects: [task], tiers: [T2] }
    approver: manager
    expiresInBusinessDays: 1
    why: Managers follow T2 this month.
`;
const PREPARED = `${TO_MANAGER}
  - id: priced-documents
    when: { effects: [terms], content: [money], amountAtLeast: 1 }
    ceiling: P
    why: Prices are discussed first.
`;

let company: ACompany;
beforeAll(async () => void (company = await ACompany.start()), 240_000);
afterAll(() => company?.stop());

const inForce = async () => (await policyInForce(company.database.pool)).version;

describe('publishing a policy', () => {
  it('refuses what is misspelt, loosens, is read elsewhere, or changes nothing, and names the place', async () => {
    const { policies } = company.orchestration;
    const refused = (text: string) => policies.propose(file(text), 'a test', VERA);
    await expect(refused('docket: { decisionsPerRpe: 3 }')).rejects.toMatchObject({
      code: 'bad-policy',
      message: expect.stringContaining('policy.yaml:1:11: docket.decisionsPerRpe'),
    });
    await expect(refused('autonomy: { bars: { message: 0.9 } }')).rejects.toThrow(
      'policy.yaml:1:21: autonomy.bars.message is 0.9, the base asks for at least 0.95',
    );
    await expect(refused('calendar: { timeZone: Asia/Tokyo }')).rejects.toThrow('calendar cannot be published');
    await expect(refused('# nothing\n')).rejects.toMatchObject({ code: 'nothing-changes' });
    expect(await company.store.read('policy')).toEqual([]);
  });

  it('needs a second person, and from that commit on asks whom the new policy names', async () => {
    const { policies, decisions } = company.orchestration;
    await company.deal('p1', 'T2');
    await company.deal('p2', 'T2');
    const [task, draft] = [company.proposal({ opportunity: 'p1' }), company.draft('p2', 'T2')];
    await company.admit(task, draft);
    const before = await inForce();
    const decided = await decisions.record(
      { actionId: task.actionId, decision: 'approve', digest: task.digest, evidenceOpened: true },
      anna,
    );

    const diff = await policies.diff(file(PREPARED), 30);
    expect(diff.waiting).toMatchObject({
      proposals: 2,
      changed: 2,
      kinds: expect.arrayContaining([
        { kind: 'owner → manager', count: 1 },
        { kind: 'approve → prepare', count: 1 },
      ]),
    });
    expect(diff.waiting.examples.find((e) => e.actionId === draft.actionId)).toMatchObject({
      before: 'owner approves within 5 business days',
      after: 'prepared only',
      why: ['Prices are discussed first.'],
    });

    const { version } = await policies.propose(file(PREPARED), 'the quarter ends', VERA);
    expect(await inForce()).toBe(before);
    expect((await policies.proposals()).waiting.map((p) => [p.version, p.by, p.changes.length])).toEqual([
      [version, 'vera', 2],
    ]);
    await expect(policies.sign(version, VERA)).rejects.toMatchObject({ code: 'same-person' });
    await expect(policies.propose(file(PREPARED), 'me too', OTTO)).rejects.toMatchObject({ code: 'already-proposed' });
    expect(await policies.sign(version, OTTO)).toMatchObject({ version, replaces: before, rechecked: 2 });
    expect(await inForce()).toBe(version);
    expect((await company.store.read('policy')).map((e) => [e.type, e.actor])).toEqual([
      ['PolicyProposed', 'vera'],
      ['PolicyPublished', 'otto'],
    ]);
    await expect(policies.sign(version, OTTO)).rejects.toMatchObject({ code: 'nothing-changes' });

    // The decision that was taken under the old policy is worth nothing, before anything was looked at again.
    const verdict = await company.orchestration.activities.authorize({
      actionId: task.actionId,
      decisionId: decided.decisionId,
    });
    expect(verdict).toMatchObject({ kind: 'void' });

    await company.orchestration.gate.turn();
    await company.until(draft.actionId, 'prepared');
    await until(async () => (await company.log(task.actionId)).filter((t) => t === 'ApprovalRequested').length === 2);
    const { rows } = await company.database.pool.query(
      `select approver_role, approver_id, policy_version from orchestrator.docket where action_id = $1`,
      [task.actionId],
    );
    expect(rows[0]).toEqual({ approver_role: 'manager', approver_id: 'mara', policy_version: version });
    const approval = {
      actionId: task.actionId,
      decision: 'approve',
      digest: task.digest,
      evidenceOpened: true,
    } as const;
    await expect(decisions.take(approval, anna)).rejects.toMatchObject({ code: 'not-approver' });
    expect(await decisions.take(approval, mara)).toMatchObject({ state: 'approved' });
    await company.until(task.actionId, 'executed');
  });

  it('explains by which rule, of whose policy, and where it stands', async () => {
    const said = await explainPolicy(company.database.pool, 'proposal-draft', 'opportunity/p2', company.clock.now());
    expect(said).toMatchObject({
      mode: 'prepare',
      content: ['buyer-document', 'money'],
      channel: 'document',
      policyVersion: await inForce(),
      policyOrigin: 'published',
      refinements: [
        {
          id: 'priced-documents',
          why: 'Prices are discussed first.',
          source: { layer: 'company', file: 'policy.yaml', line: 9, column: 5 },
        },
      ],
    });
  });

  it('wins over the files at a restart, except where the firm’s has become stricter', async () => {
    const { pool } = company.database;
    const version = await inForce();
    const settled = await settlePolicy(pool, files());
    expect(settled).toMatchObject({ version, loosened: [] });
    expect(settled.words).toMatch(/published .*, proposed by vera and signed by otto/);

    const own = { file: 'playbooks/companies/test/policy.yaml', text: 'docket: { decisionsPerRep: 2 }' };
    const withFile = await settlePolicy(pool, { ...files(), company: own });
    expect(withFile.version).toBe(version);
    expect(withFile.words).toMatch(/companies\/test\/policy.yaml counts for tiering, attention, calendar/);

    const stricter = {
      ...files().base,
      text: files().base.text.replace('decisionsPerManager: 10', 'decisionsPerManager: 4'),
    };
    expect((await settlePolicy(pool, { base: stricter, company: null })).policy.docket.decisionsPerManager).toBe(4);
    expect((await settlePolicy(pool, files())).version).toBe(version);
  });

  it('does not let a policy be signed that was proposed against another one', async () => {
    const { policies } = company.orchestration;
    const caps = (n: number) => file(`${PREPARED}docket: { decisionsPerRep: ${n} }\n`);
    const [first, second] = [
      await policies.propose(caps(3), 'a smaller inbox', VERA),
      await policies.propose(caps(2), 'an even smaller inbox', VERA),
    ];
    await policies.sign(second.version, OTTO);
    await expect(policies.sign(first.version, OTTO)).rejects.toMatchObject({ code: 'policy-changed' });
    await expect(policies.sign('0000', OTTO)).rejects.toMatchObject({ code: 'unknown-proposal' });
    expect((await policies.proposals()).waiting).toEqual([]);
  });

  it('does not bring back what was proposed over it before, when a policy is published again', async () => {
    const { policies } = company.orchestration;
    const caps = (n: number) => file(`${PREPARED}docket: { decisionsPerRep: ${n} }\n`);
    const stands = await inForce();
    const [one, four] = [await policies.propose(caps(1), WHY, VERA), await policies.propose(caps(4), WHY, VERA)];
    await policies.sign(four.version, OTTO);
    await policies.sign((await policies.propose(caps(2), WHY, VERA)).version, OTTO);
    expect(await inForce()).toBe(stands);
    expect((await policies.proposals()).waiting).toEqual([]);
    await expect(policies.sign(one.version, OTTO)).rejects.toMatchObject({ code: 'policy-changed' });
    expect(await policies.propose(caps(1), WHY, OTTO)).toMatchObject({ by: 'otto', version: one.version });
  });

  it('is signed no more once somebody has rejected it, who says so by name and reason', async () => {
    const { policies } = company.orchestration;
    const smaller = file(`${PREPARED}docket: { decisionsPerRep: 3 }\n`);
    const { version, proposalId } = await policies.propose(smaller, WHY, VERA);
    const rejection = { by: 'otto', reason: 'Not before the quarter ends.', withdrawn: false };
    expect(await policies.reject(version, rejection.reason, OTTO)).toMatchObject({ version, by: 'vera', rejection });
    const said = /^Policy \w+ was rejected by otto on \d{4}-\d\d-\d\d: “Not before the quarter ends.”$/;
    const refused = {
      code: 'rejected',
      message: expect.stringMatching(said),
      remedy: expect.stringContaining('again'),
    };
    await expect(policies.sign(version, OTTO)).rejects.toMatchObject(refused);
    await expect(policies.reject(version, 'again', VERA)).rejects.toMatchObject(refused);
    const { waiting, rejected } = await policies.proposals();
    expect(waiting.map((p) => p.version)).not.toContain(version);
    expect(rejected).toMatchObject([{ proposalId, rejection }]);
    expect(rejected[0]).not.toHaveProperty('changes');
    expect((await company.store.read('policy')).at(-1)).toMatchObject({
      ...{ type: 'PolicyRejected', actor: 'otto' },
      data: { proposalId, version, proposedBy: 'vera', by: 'otto', reason: rejection.reason },
    });

    // In the same millisecond.
    const again = await policies.propose(smaller, 'The quarter has ended.', OTTO);
    expect(again).toMatchObject({ version, by: 'otto' });
    await policies.reject(version, 'Asked for twice.', OTTO);
    await expect(policies.sign(version, VERA)).rejects.toThrow(/was withdrawn by otto on .*: “Asked for twice\.”$/);
    expect((await policies.proposals()).rejected.map((p) => p.rejection.withdrawn)).toEqual([true, false]);
  });

  it('is either signed or rejected where both come at the same moment', async () => {
    const { policies } = company.orchestration;
    for (let n = 1; n <= 8; n += 1) {
      const { version, proposalId } = await policies.propose(
        file(`${PREPARED}docket: { decisionsPerManager: ${n} }\n`),
        WHY,
        VERA,
      );
      const sign = () => policies.sign(version, OTTO);
      const reject = () => policies.reject(version, 'not so', VERA);
      const both = await Promise.allSettled(n % 2 === 0 ? [sign(), reject()] : [reject(), sign()]);
      const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(lost).toEqual([expect.any(PolicyRefused)]);
      const [answer] = (await company.store.read('policy')).slice(-1);
      const signed = answer!.type === 'PolicyPublished';
      expect(answer!.data).toMatchObject({ proposalId });
      expect(lost).toMatchObject([{ code: signed ? 'nothing-changes' : 'rejected' }]);
      expect((await inForce()) === version).toBe(signed);
    }
    // What follows stands on the policy that the rules of this file describe.
    const back = await policies.propose(file(PREPARED), WHY, VERA);
    await policies.sign(back.version, OTTO);
  });

  it('backtests with what was known when a proposal was made', async () => {
    const { policies } = company.orchestration;
    // Known as T2 when it was made; the account has become T1 since, which nobody knew.
    await company.deliver(company.record('AccountTierChanged', 'account', 'acc-p2', { tier: 'T1' }));
    const all = await policies.backtest(null, null);
    expect(all).toMatchObject({ proposals: 2, modes: { prepare: 0, approve: 2, autonomous: 0 }, minutes: 10 });
    expect(all.became).toEqual({ executed: 1, prepared: 1 });
    expect(all.sentence).toBe(
      'On from the first proposal: 2 proposals, 2 for a person to approve, 0 prepared only, 0 alone; 10 minutes of attention, for an expected value of 90.',
    );
    expect((await policies.backtest(file(PREPARED), null)).modes).toEqual({ prepare: 1, approve: 1, autonomous: 0 });
    expect((await policies.backtest(null, '2999-01-01')).proposals).toBe(0);
  });

  it('ends a question at the shorter time that a newer policy gives it', async () => {
    const { policies, gate } = company.orchestration;
    await company.deal('p9', 'T2');
    const task = company.proposal({ opportunity: 'p9' });
    await company.admit(task);
    const quick = `refinements:\n  - { id: quick, when: { effects: [task] }, expiresInBusinessDays: 1, why: 'soon' }\n`;
    const { version } = await policies.propose(file(quick), 'no long waits', VERA);
    await policies.sign(version, OTTO);
    await gate.turn();
    await until(async () => (await company.log(task.actionId)).filter((t) => t === 'ApprovalRequested').length === 2);
    company.clock.advance(4 * 86_400_000);
    await gate.turn(); // notices that its time is over
    await gate.turn(); // and tells the gate
    await company.until(task.actionId, 'expired');
    await company.client.workflow.getHandle(gateWorkflowId(task.actionId)).result();
  });

  it('counts the last signature, whatever the clocks say', async () => {
    const { policies } = company.orchestration;
    const before = await inForce();
    company.clock.advance(-30 * 86_400_000);
    const { version } = await policies.propose(file('docket: { decisionsPerRep: 1 }\n'), 'fewer', VERA);
    expect(await policies.sign(version, OTTO)).toMatchObject({ replaces: before });
    expect(await inForce()).toBe(version);
    expect((await settlePolicy(company.database.pool, files())).version).toBe(version);
  });
});
