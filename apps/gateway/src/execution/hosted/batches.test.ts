import type { Change } from '@salesagent/canon/sales';
import { type HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { hostedScene, ID } from '../../../testing/hosted-scene';

describe('executing a permitted batch in a hosted CRM', () => {
  const scene = hostedScene();
  const { rows, there, outcome, ended, execute, untilAnswered, synced } = scene;
  let hosted: HostedCrmForTests;
  beforeEach(() => void ({ hosted } = scene.parts()));

  it.each([
    ['it waited', 'planned'],
    ['it was killed before it asked anything of the CRM', 'sent'],
  ])('does not write an older score over a newer one that was written while %s', async (_, state) => {
    const scores = (set: Record<string, number>): Change => ({
      ...{ kind: 'fields-batch', type: 'account', fields: ['agentIcpScore', 'agentAccountScore'] },
      rows: ['A1', 'A2'].map((id) => ({ id, set })),
    });
    const [older, newer] = ['icp-scoring:company:1', 'icp-scoring:company:2'];
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(scores({ agentIcpScore: 10, agentAccountScore: 20 }), older)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set state = '${state}'`);
    // The newer one is killed when it has written one of the two.
    hosted.faults.push({ call: 'read', when: 'before', error: new Error('killed') });
    await expect(execute(scores({ agentIcpScore: 70 }), newer)).rejects.toThrow('killed');
    expect(await untilAnswered(scores({ agentIcpScore: 10, agentAccountScore: 20 }), older)).toEqual({
      outcome: 'executed',
    });
    expect(await untilAnswered(scores({ agentIcpScore: 70 }), newer)).toEqual({ outcome: 'executed' });
    const both = 'select id, agent_icp_score::int as icp, agent_account_score::int as account from crm.account';
    for (const read of [there, rows])
      expect(await read(`${both} where id in ('A1', 'A2') order by id`)).toEqual([
        { id: 'A1', icp: 70, account: 20 },
        { id: 'A2', icp: 70, account: 20 },
      ]);
  });

  it('writes a batch, says which rows were left and why, and goes on where it was killed', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => `B${n}`);
    for (const id of ids) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
    await synced();
    await hosted.person('U2', 'account', 'B7', { industry: 'Paper' });
    await hosted.deleted('U2', 'account', 'B8');
    const batch: Change = {
      kind: 'fields-batch',
      type: 'account',
      fields: ['industry', 'agentIcpScore'],
      rows: ids.map((id) => ({ id, set: { industry: 'Rail', agentIcpScore: 10 } })),
    };
    hosted.unheld.add('account.agentIcpScore');
    let writes = 0;
    hosted.afterWrite = () => ((writes += 1) === 30 ? Promise.reject(new Error('killed')) : Promise.resolve());
    await expect(execute(batch)).rejects.toThrow('killed');
    hosted.afterWrite = () => Promise.resolve();
    await synced();
    expect(await untilAnswered(batch)).toEqual({ outcome: 'executed' });
    // Of those before the kill only the one whose answer was lost was sent again.
    expect(hosted.calls.filter((call) => call === 'write').length).toBe(51);
    expect((await ended())['note']).toMatch(
      /^2 not written: account\/B7 \(changed-since\), account\/B8 \(not-found\)$/,
    );
    expect(
      await there(`select count(*)::int as n from crm.account where industry = 'Rail' and agent_icp_score is null`),
    ).toEqual([{ n: 48 }]);
    expect(
      await rows(`select count(*)::int as n from crm.account where industry = 'Rail' and agent_icp_score = 10`),
    ).toEqual([{ n: 48 }]);
    await synced();
    expect(await rows(`select industry from crm.account where id = 'B7'`)).toEqual([{ industry: 'Paper' }]);
    const twice = `select count(*)::int as n from (select record_id from crm.change where "by" = '${ID}' group by 1 having count(*) > 1) x`;
    expect(await rows(twice)).toEqual([{ n: 0 }]);
  });

  describe('many rows at a time', () => {
    const ids = Array.from({ length: 30 }, (_, n) => `B${n}`);
    const batch: Change = {
      ...{ kind: 'fields-batch', type: 'account', fields: ['industry'] },
      rows: ids.map((id) => ({ id, set: { industry: 'Rail' } })),
    };
    beforeEach(async () => {
      for (const id of ids) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
      await synced();
    });
    const written = (read: typeof rows) => read(`select id from crm.account where industry = 'Rail'`);
    const writtenTwice = `select record_id from crm.change where "by" = '${ID}' group by 1 having count(*) > 1`;

    it('settles all of them by their keys when it was killed before it knew of any', async () => {
      const writeMany = hosted.writeMany.bind(hosted);
      hosted.writeMany = async (...asked): Promise<never> => {
        hosted.writeMany = writeMany;
        await writeMany(...asked);
        throw new Error('killed');
      };
      await expect(execute(batch)).rejects.toThrow('killed');
      expect(await written(there)).toHaveLength(30);
      await synced();
      expect(await written(rows)).toEqual([]);
      expect(await untilAnswered(batch)).toEqual({ outcome: 'executed' });
      await synced();
      expect(await written(rows)).toHaveLength(30);
      expect([...(await there(writtenTwice)), ...(await rows(writtenTwice))]).toEqual([]);
      expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted']);
    });

    it('stops those that have not begun to be sent, and keeps the others', async () => {
      hosted.afterWrite = () => {
        if (hosted.calls.filter((call) => call === 'write').length === 10)
          hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
        return Promise.resolve();
      };
      await expect(execute(batch)).rejects.toThrow('no answer');
      expect(await rows(`select state, count(*)::int as n from gateway.hosted_write group by 1 order by 1`)).toEqual([
        { state: 'entered', n: 10 },
        { state: 'planned', n: 20 },
      ]);
      await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
      expect(await untilAnswered(batch)).toEqual({ outcome: 'executed' });
      expect((await ended())['note']).toMatch(/^20 not written: account\/B\d+ \(stopped\)/);
      expect(await written(there)).toHaveLength(10);
    });
  });
});
