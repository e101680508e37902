import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proposal } from '@salesagent/canon/events';
import { proposalDigest } from '@salesagent/governance';
import { ACompany, anna } from '../../testing/a-company';
import { DecisionSeal } from './decision-seal';
import { decisionStream, type RecordedDecision } from './recorded-decisions';

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

const eventOf = async (decisionId: string): Promise<string> => {
  const [recorded] = await company.store.read(decisionStream(decisionId));
  return recorded!.id;
};

const unsealed = ({ seal: _, ...decision }: RecordedDecision): object => decision;
const sealedByAnother = (decision: RecordedDecision): object => {
  const file = join(mkdtempSync(join(tmpdir(), 'former-key-')), 'private.jwk');
  writeFileSync(file, JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })));
  return { ...decision, seal: new DecisionSeal(file).of(decision) };
};

describe('a decision that was altered in the log', () => {
  const forged = (p: Proposal) => {
    const change = { ...p.change, title: 'Wire the money' } as Proposal['change'];
    return { edited: true, change, digest: proposalDigest({ action: p.action, subject: p.subject, change }) };
  };

  it.each<[string, (p: Proposal) => (d: RecordedDecision) => object]>([
    ['another change, with the digest that belongs to it', (p) => (d) => ({ ...d, ...forged(p) })],
    ['another person', () => (d) => ({ ...d, by: 'mara', personId: 'mara' })],
    ['a mark of nothing', () => (d) => ({ ...d, seal: '' })],
  ])('is worth nothing: %s', async (what, alter) => {
    const id = `t-${what.length}`;
    await company.deal(id, 'T2');
    const p = company.proposal({ opportunity: id });
    await company.admit(p);
    const recorded = await company.orchestration.decisions.record(approval(p), anna);
    await rewrite(await eventOf(recorded.decisionId), alter(p));
    const answer = await company.orchestration.activities.authorize({
      ...{ actionId: p.actionId, decisionId: recorded.decisionId },
    });
    expect(answer).toEqual({ kind: 'void', message: expect.stringContaining('not as it was taken') });
    expect(await company.log(p.actionId)).toContain('DecisionVoided');
    expect(executions(p)).toHaveLength(0);
  });

  it.each<[string, string, (d: RecordedDecision) => object, string]>([
    ['taken before decisions were sealed', 'unsealed', unsealed, 'bears no seal'],
    ['sealed before the permit key was changed', 'other-key', sealedByAnother, 'sealed before the permit key'],
  ])('is asked again, and named as what it is: %s', async (_what, code, alter, words) => {
    await company.deal(code, 'T2');
    const p = company.proposal({ opportunity: code });
    await company.admit(p);
    const { decisionId } = await company.orchestration.decisions.record(approval(p), anna);
    await rewrite(await eventOf(decisionId), alter);
    expect(await company.orchestration.activities.authorize({ actionId: p.actionId, decisionId })).toEqual({
      kind: 'void',
      message: expect.stringMatching(new RegExp(`${words}.*; decide anew$`)),
    });
    const voided = (await company.store.read(p.actionId)).find((e) => e.type === 'DecisionVoided');
    expect(voided?.data).toMatchObject({ decisionId, code });
    expect(await company.state(p.actionId)).toBe('open');
    // Sent once more it is void once more, and nothing is asked a third time.
    await company.orchestration.activities.authorize({ actionId: p.actionId, decisionId });
    expect((await company.log(p.actionId)).filter((type) => type === 'ApprovalRequested')).toHaveLength(2);
    // The same person says the same again.
    expect((await company.orchestration.decisions.take(approval(p), anna)).state).toBe('approved');
    await company.until(p.actionId, 'executed');
    expect(executions(p)).toHaveLength(1);
  });

  it('ends what it had approved when gateway has not taken a permit yet, and says why', async () => {
    await company.deal('t-lapsed', 'T2');
    const p = company.proposal({ opportunity: 't-lapsed' });
    await company.admit(p);
    company.answers.push(async () => {
      const { rows } = await company.database.pool.query<{ decision_id: string }>(
        'select decision_id from orchestrator.docket where action_id = $1',
        [p.actionId],
      );
      await rewrite(await eventOf(rows[0]!.decision_id), unsealed);
      return { outcome: 'refused', reason: 'the permit has expired' };
    });
    await company.orchestration.decisions.take(approval(p), anna);
    await company.until(p.actionId, 'withdrawn');
    const ended = (await company.store.read(p.actionId)).at(-1);
    expect(ended?.data).toMatchObject({
      reason: expect.stringContaining('no longer holds: the decision bears no seal'),
    });
    expect(executions(p)).toHaveLength(1);
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
