import type { Change } from '@salesagent/canon/sales';
import type { CrmWrite } from '@salesagent/crm';
import { TODAY, type GatewayDatabase } from '../../../testing/gateway-database';
import type { HostedCrmForTests } from '../../../testing/hosted-crm';
import { AMOUNT, hostedScene, ID, TASK } from '../../../testing/hosted-scene';
import type { Proposals } from '../../../testing/proposals';
import { Preview } from '../preview';
import { type Undo, UndoRefused } from '../undo';

describe('executing permitted changes in a hosted CRM', () => {
  const scene = hostedScene();
  const { rows, there, outcome, execute, untilAnswered, synced } = scene;
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let undo: Undo;
  let proposals: Proposals;
  beforeEach(() => void ({ gateway, hosted, undo, proposals } = scene.parts()));

  it('keeps in the copy what the CRM does not hold: documents, and fields of agents', async () => {
    const document: Change = {
      kind: 'document',
      record: { type: 'opportunity', id: 'D1' },
      name: 'Proposal.docx',
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      content: { title: 'Proposal', blocks: [] },
    };
    expect(await execute(document)).toEqual({ outcome: 'executed' });
    hosted.unheld.add('account.agentIcpScore');
    const scores: Change = {
      kind: 'fields-batch',
      type: 'account',
      fields: ['agentIcpScore'],
      rows: [{ id: 'A1', set: { agentIcpScore: 70 } }],
    };
    expect(await execute(scores, 'icp-scoring:company:1')).toEqual({ outcome: 'executed' });
    expect(hosted.calls).not.toContain('write');
    await hosted.person('U2', 'account', 'A1', { industry: 'Rail' });
    await synced();
    expect(await rows(`select agent_icp_score::int as score, industry from crm.account where id = 'A1'`)).toEqual([
      { score: 70, industry: 'Rail' },
    ]);
  });

  it('writes to one record in one order, however many instances carry out', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        untilAnswered(
          { ...AMOUNT, expect: {}, set: { amount: 2000 + n } },
          `stalled-deal-alert:opportunity/D1:${n + 1}`,
        ),
      ),
    );
    expect(results.every(({ outcome: o }) => o === 'executed')).toBe(true);
    const order = (
      await there(`select after ->> 'amount' as amount from crm.change where "by" like 'stalled%' order by position`)
    ).map((r) => r['amount']);
    const here = (
      await rows(`select after ->> 'amount' as amount from crm.change where "by" like 'stalled%' order by position`)
    ).map((r) => r['amount']);
    expect(here).toEqual(order);
  });

  it('is taken back there and here while nobody has touched it, also over a kill', async () => {
    await execute(AMOUNT);
    hosted.faults.push({ call: 'read', when: 'before', error: new Error('killed') });
    const request = { actionId: ID, by: 'U1', reason: 'wrong deal' };
    await expect(undo.undo(request)).rejects.toThrow('killed');
    await synced();
    await undo.undo(request);
    await undo.undo(request);
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);
    expect(await rows('select amount::int, updated_by from crm.opportunity')).toEqual([
      { amount: 1000, updated_by: 'U1' },
    ]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted', 'ActionUndone']);
  });

  it('takes back a task by deleting it, and refuses where a person was faster, which the copy need not know', async () => {
    await execute(TASK);
    await undo.undo({ actionId: ID, by: 'U1', reason: 'no' });
    expect(await there('select deleted from crm.task')).toEqual([{ deleted: true }]);
    expect(await rows('select deleted from crm.task')).toEqual([{ deleted: true }]);
    const other = 'stalled-deal-alert:opportunity/D1:2';
    await execute(AMOUNT, other);
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1500 });
    await expect(undo.undo({ actionId: other, by: 'U1', reason: 'no' })).rejects.toThrow(UndoRefused);
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1500 }]);
    await expect(undo.undo({ actionId: other, by: 'U1', reason: 'no' })).rejects.toThrow(/changed \(amount\) by U2/);
  });

  it('shows what would be written and writes nothing', async () => {
    hosted.unheld.add('opportunity.stageEnteredAt');
    const change: Change = { ...AMOUNT, expect: { amount: 1000 }, set: { subStage: '4.3' } };
    const { sealer, database } = gateway;
    const connector = Object.assign(Object.create(hosted) as HostedCrmForTests, {
      preview: (writes: readonly CrmWrite[]) =>
        Promise.resolve(writes.map(({ type, set }) => ({ object: `hosted ${type}`, values: set }))),
    });
    const preview = new Preview({ pool: database.pool, sealer, connector, clock: TODAY });
    const { digest } = await proposals.permitted(ID, change);
    expect((await preview.of(ID, digest)).writes).toEqual([
      {
        ...{ record: 'opportunity/D1', operation: 'update', set: { subStage: '4.3' }, expect: { amount: 1000 } },
        here: { stageEnteredAt: TODAY.now().toISOString() },
        inCrm: { object: 'hosted opportunity', values: { subStage: '4.3' } },
      },
    ]);
    expect(hosted.calls).not.toContain('write');
    expect(await outcome()).toEqual([]);
  });
});
