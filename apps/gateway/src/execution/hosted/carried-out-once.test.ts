import { PostgresWriteJournal, type WriteResult } from '@salesagent/crm';
import { TODAY, type GatewayDatabase } from '../../../testing/gateway-database';
import { type HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { AMOUNT, hostedScene, ID, TASK } from '../../../testing/hosted-scene';
import type { Undo } from '../undo';
import type { HostedCarrier } from './hosted-carrier';

describe('executing a permitted change in a hosted CRM, once', () => {
  const scene = hostedScene();
  const { rows, there, outcome, ended, events, execute, untilAnswered, synced } = scene;
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let carrier: HostedCarrier;
  let undo: Undo;
  beforeEach(() => void ({ gateway, hosted, carrier, undo } = scene.parts()));

  it('writes there and here, once, and its echo is no second event', async () => {
    expect(await execute(AMOUNT)).toEqual({ outcome: 'executed' });
    expect(await execute(AMOUNT)).toEqual({ outcome: 'executed' });
    expect(await there('select amount::int, updated_by from crm.opportunity')).toEqual([
      { amount: 900, updated_by: ID },
    ]);
    await synced();
    await synced();
    expect((await events('opportunity/D1')).slice(1)).toEqual([['AmountRevised', ID, ID]]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted']);
    expect(await ended()).toMatchObject({
      writes: [{ record: 'opportunity/D1', before: { amount: 1000 }, after: { amount: 900 }, recordVersion: 2 }],
    });
    expect(await rows('select * from gateway.hosted_write')).toEqual([]);
  });

  it('keeps nothing of what the connector remembered once it has ended, done, failed or taken back', async () => {
    const { pool } = gateway.database;
    const journal = new PostgresWriteJournal(pool);
    const write = hosted.write.bind(hosted);
    hosted.write = async (one, writer): Promise<WriteResult> => {
      await journal.sending([{ key: one.key, before: { name: 'in plain' }, since: TODAY.now() }]);
      return write(one, writer);
    };
    const other = 'stalled-deal-alert:opportunity/D1:2';
    await journal.sending([{ key: `execute:${other}:0`, before: { name: 'under way' }, since: TODAY.now() }]);
    expect(await execute(AMOUNT)).toEqual({ outcome: 'executed' });
    expect(await rows('select key from crm.sent')).toEqual([{ key: `execute:${other}:0` }]);
    expect(await execute(AMOUNT, 'stalled-deal-alert:opportunity/D1:3')).toMatchObject({ outcome: 'failed' });
    await undo.undo({ actionId: ID, by: 'U1', reason: 'wrong deal' });
    expect(await rows('select key from crm.sent')).toEqual([{ key: `execute:${other}:0` }]);
    expect(await execute(AMOUNT, other)).toEqual({ outcome: 'executed' });
    expect(await rows('select key from crm.sent')).toEqual([]);
  });

  it.each([
    ['before the write took effect', 'before', false],
    ['after the write took effect', 'after', true],
  ] as const)('writes once when the answer is lost %s, however often', async (_, when, mayHaveHappened) => {
    for (let n = 0; n < 3; n += 1) hosted.faults.push({ call: 'write', when, error: lostAnswer(mayHaveHappened) });
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
    expect(await there(`select count(*)::int as n from crm.change where "by" = '${ID}'`)).toEqual([{ n: 1 }]);
    await synced();
    expect((await events('opportunity/D1')).slice(1)).toEqual([['AmountRevised', ID, ID]]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted']);
  });

  it.each([
    ['before it is sent', { call: 'write', when: 'before' }],
    ['once it is sent', { call: 'write', when: 'after' }],
    ['before it is read back', { call: 'read', when: 'before' }],
    ['before it is entered', { call: 'read', when: 'after' }],
  ] as const)(
    'is brought to its end by the next process when it is killed %s, with its echo read in between',
    async (_, at) => {
      const killed = new Error('killed');
      hosted.faults.push({ ...at, error: killed });
      await expect(execute(TASK)).rejects.toThrow('killed');
      expect(await outcome()).toEqual(['ExecutionStarted']);
      await synced();
      expect(await carrier.settleAll((error) => fail(error))).toBe(1);
      await synced();
      expect(await there('select title, created_by from crm.task')).toEqual([{ title: 'Call', created_by: ID }]);
      const [task] = await rows('select id from crm.task');
      expect(await events(`task/${String(task!['id'])}`)).toEqual([['TaskCreated', ID, ID]]);
      expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted']);
      expect(await rows('select * from gateway.sync_hint')).toEqual([]);
    },
  );

  it('takes its echo for its own also where the CRM tells only that it was us', async () => {
    hosted.namesActions = false;
    hosted.faults.push({ call: 'read', when: 'before', error: new Error('killed') });
    await expect(execute(AMOUNT)).rejects.toThrow('killed');
    await synced();
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);
    await carrier.settleAll((error) => fail(error));
    await synced();
    expect((await events('opportunity/D1')).slice(1)).toEqual([['AmountRevised', ID, ID]]);
  });

  it('says whose field a value was of that the CRM did not take back', async () => {
    const write = hosted.write.bind(hosted);
    hosted.write = async (...asked) => ({ ...(await write(...asked)), lost: { amount: 950 } });
    expect(await execute(AMOUNT)).toEqual({ outcome: 'executed' });
    const { note, writes } = await ended();
    expect(note).toBe("the CRM did not take people's values back that it hit: opportunity/D1 (amount)");
    expect(writes).toEqual([
      { record: 'opportunity/D1', before: { amount: 1000 }, after: { amount: 900 }, recordVersion: 2 },
    ]);
  });
});
