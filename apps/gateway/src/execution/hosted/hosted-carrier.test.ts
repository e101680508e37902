import type { Change } from '@salesagent/canon/sales';
import type { RecordEventData } from '@salesagent/canon/events';
import {
  CrmForbidden,
  PostgresWriteJournal,
  QuotaExhausted,
  type CrmWrite,
  type RecordState,
  type WriteResult,
} from '@salesagent/crm';
import { until } from '@salesagent/bus/testing';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import { HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import type { Proposals } from '../../../testing/proposals';
import { Erasure } from '../../personal-data/erasure';
import type { CopyFollower } from '../../sync/copy-follower';
import type { Executor } from '../executor';
import { Preview } from '../preview';
import { Undo, UndoRefused } from '../undo';
import type { HostedCarrier } from './hosted-carrier';

const ID = 'stalled-deal-alert:opportunity/D1:1';
const AMOUNT: Change = {
  kind: 'fields',
  record: { type: 'opportunity', id: 'D1' },
  expect: { amount: 1000 },
  set: { amount: 900 },
};
const TASK: Change = {
  kind: 'task',
  ownerId: 'U1',
  title: 'Call',
  body: 'Ask',
  dueInBusinessDays: 3,
  opportunityId: 'D1',
};

describe('executing a permitted change in a hosted CRM', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let sync: CopyFollower;
  let carrier: HostedCarrier;
  let executor: Executor;
  let undo: Undo;
  let proposals: Proposals;
  let synced: () => Promise<void>;
  let running: HostedExecution;

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    await hosted.person('U1', 'person', 'U1', { name: 'Ada Ash' });
    for (const id of ['A1', 'A2', 'A3']) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
    await hosted.person('U1', 'opportunity', 'D1', { name: 'Deal', accountId: 'A1', amount: 1000, subStage: '4.2' });
    running = await hostedExecution(gateway, hosted);
    ({ sync, executor, undo, carrier, proposals, synced } = running);
  });
  afterEach(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  const there = async (sql: string) => (await hosted.database.pool.query<Record<string, unknown>>(sql)).rows;
  const outcome = async (id = ID) => (await gateway.store.read(`execution-${id}`)).map((e) => e.type);
  const ended = async (id = ID) =>
    (await gateway.store.read(`execution-${id}`)).at(-1)!.data as Record<string, unknown>;
  const events = async (ref: string) =>
    (await gateway.store.read(ref)).map((e) => [e.type, (e.data as RecordEventData).by, e.causationId] as const);
  const execute = async (change: Change, id = ID) => executor.execute(await proposals.permitted(id, change));
  /** As Temporal does: the same request until it is answered. */
  const untilAnswered = async (change: Change, id = ID) => {
    const request = await proposals.permitted(id, change);
    for (;;) {
      const result = await executor.execute(request).catch(() => null);
      if (result) return result;
    }
  };

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

  it('enters what a person changed right after it as theirs, whoever reads it first', async () => {
    hosted.afterWrite = () => hosted.person('U2', 'opportunity', 'D1', { amount: 1500, nextStep: 'Call' });
    hosted.faults.push({ call: 'read', when: 'after', error: new Error('killed') });
    await expect(execute(AMOUNT)).rejects.toThrow('killed');
    await synced();
    await carrier.settleAll((error) => fail(error));
    await synced();
    expect(await rows('select amount::int, next_step from crm.opportunity')).toEqual([
      { amount: 1500, next_step: 'Call' },
    ]);
    expect((await events('opportunity/D1')).slice(1).map(([type, by]) => [type, by])).toEqual([
      ['AmountRevised', ID],
      ['AmountRevised', 'U2'],
      ['OpportunityFieldsRevised', 'U2'],
    ]);
  });

  it('reads once more when the sync sets something aside between its reading and its entering', async () => {
    const read = hosted.read.bind(hosted);
    hosted.read = async (type, ids): Promise<Map<string, RecordState>> => {
      hosted.read = read;
      const old = await read(type, ids);
      await hosted.person('U2', 'opportunity', 'D1', { amount: 1500 });
      await sync.step();
      return old;
    };
    await execute(AMOUNT);
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1500 }]);
    await gateway.follow();
    expect((await events('opportunity/D1')).slice(1).map(([, by]) => by)).toEqual([ID, 'U2']);
  });

  it('leaves out an answer that was there before a later reading, where times are told to the second', async () => {
    hosted.coarseTimes = true;
    const holding = await gateway.database.pool.connect();
    let answered: Promise<boolean>;
    try {
      // A lock of the table takes no transaction id, behind which the CRM's own changes would wait.
      await holding.query('begin; lock table gateway.sync in share mode');
      await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
      answered = sync.step();
      // The answer is here, and waits to be entered.
      await until(async () => (await rows(`select from pg_locks where not granted`)).length > 0);
      await execute(AMOUNT);
    } finally {
      await holding.query('commit');
      holding.release();
    }
    await answered;
    expect(await rows('select amount::int, next_step from crm.opportunity')).toEqual([
      { amount: 900, next_step: 'Call' },
    ]);
    await synced();
    expect((await events('opportunity/D1')).slice(1).map(([type, by]) => [type, by])).toEqual([
      ['AmountRevised', ID],
      ['OpportunityFieldsRevised', 'unknown'],
    ]);
  });

  it('keeps no record waiting for a write that has not begun to be sent', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
  });

  it('lets the copy have what was left to a write that then had not begun to be sent', async () => {
    const writeMany = hosted.writeMany.bind(hosted);
    hosted.writeMany = async () => {
      hosted.writeMany = writeMany;
      await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
      while (await sync.step());
      throw lostAnswer(false);
    };
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: null }]);
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    expect((await events('opportunity/D1')).at(-1)!.slice(0, 2)).toEqual(['OpportunityFieldsRevised', 'U2']);
    expect(await rows('select set_aside, set_aside_by from gateway.hosted_write')).toEqual([
      { set_aside: 0, set_aside_by: null },
    ]);
  });

  describe('about a person who is erased meanwhile', () => {
    const TEXT = 'Ask Zelda Quuxmarker about the budget';
    let about: Change;
    beforeEach(async () => {
      await hosted.person('U1', 'contact', 'C1', { name: 'Zelda Quuxmarker', accountId: 'A1' });
      await synced();
      // A draft to the person: whose words these are, the proposal alone tells.
      const body = await gateway.sealer.seal('text/contact/C1', 'e1', TEXT);
      about = { ...TASK, accountId: 'A1', body } as unknown as Change;
    });
    const erase = async (): Promise<void> => {
      const { store, sealer, database } = gateway;
      const changed = (): void => undefined;
      const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed });
      await erasure.erase({ ref: 'contact/C1', by: 'operations', reason: 'request 17' });
    };
    const tasks = 'select title, body, owner_id from crm.task';

    it('is not sent when it has not begun to be', async () => {
      hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
      await expect(execute(about)).rejects.toThrow('no answer');
      await erase();
      expect(await untilAnswered(about)).toMatchObject({ outcome: 'failed' });
      expect(await ended()).toMatchObject({ code: 'person-erased' });
      expect(await there(tasks)).toEqual([]);
      expect(await rows(tasks)).toEqual([]);
    });

    it('is finished when it has, and enters the copy without the words', async () => {
      hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
      await expect(execute(about)).rejects.toThrow('no answer');
      await erase();
      expect(await untilAnswered(about)).toEqual({ outcome: 'executed' });
      expect(await there(tasks)).toHaveLength(1);
      expect(await rows(tasks)).toEqual([{ title: 'Call', body: null, owner_id: 'U1' }]);
      expect(JSON.stringify(await gateway.sealer.openDeep(await ended()))).not.toContain('Quuxmarker');
    });

    it('enters the copy without the words when it was being sent', async () => {
      hosted.afterWrite = erase;
      expect(await execute(about)).toEqual({ outcome: 'executed' });
      expect(await rows(tasks)).toEqual([{ title: 'Call', body: null, owner_id: 'U1' }]);
      await synced();
      expect(JSON.stringify(await rows('select * from crm.change'))).not.toContain('Quuxmarker');
    });
  });

  it('changes nothing where a person changed it, whether the copy knows of that or not', async () => {
    await hosted.person('U2', 'opportunity', 'D1', { amount: 1200 });
    expect(await execute(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'changed-since' });
    // And the copy is up to date with what it found.
    expect(await rows('select amount::int from crm.opportunity')).toEqual([{ amount: 1200 }]);
    const later = 'stalled-deal-alert:opportunity/D1:2';
    expect(await execute(AMOUNT, later)).toMatchObject({ outcome: 'failed' });
    expect(await outcome(later)).toEqual(['ExecutionStarted', 'ActionFailed']);
    expect(hosted.calls.filter((call) => call === 'write')).toHaveLength(1);
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1200 }]);
  });

  it('sends nothing once the kill switch is thrown, and finishes what has begun to be sent', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);
    await rows('delete from orchestrator.kill_epoch');

    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
    expect(await execute(TASK, 'stalled-deal-alert:opportunity/D1:3')).toMatchObject({ outcome: 'refused' });
  });

  it.each([
    ['a used-up quota', new QuotaExhausted('daily', null)],
    ['an error of our own', new Error('no database')],
  ])('is stopped by the kill switch, and keeps nobody waiting, where %s came before sending', async (_, error) => {
    hosted.faults.push({ call: 'write', when: 'before', error });
    await expect(execute(AMOUNT)).rejects.toThrow(error.message);
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Call' }]);
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
  });

  it('is stopped by the kill switch where gateway was killed before anything was asked of the CRM', async () => {
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set state = 'sent'`);
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'stopped' });
  });

  it('lets the copy follow a record again whose write stays open for more than a day', async () => {
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Call' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: null }]);
    await rows(`update gateway.hosted_write set planned_at = now() - interval '25 hours'`);
    await hosted.person('U2', 'opportunity', 'D1', { nextStep: 'Write' });
    await synced();
    expect(await rows('select next_step from crm.opportunity')).toEqual([{ next_step: 'Write' }]);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
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

  it('finishes what reached the CRM whatever the kill switch says, also where the error says nothing of it', async () => {
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    expect(await untilAnswered(AMOUNT)).toEqual({ outcome: 'executed' });
    await synced();
    expect((await events('opportunity/D1')).slice(1)).toEqual([['AmountRevised', ID, ID]]);
  });

  it('sends nothing that has waited so long that it is to be asked anew, and finishes what has begun', async () => {
    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
    await expect(execute(AMOUNT)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set planned_at = planned_at - interval '16 minutes'`);
    expect(await untilAnswered(AMOUNT)).toMatchObject({ outcome: 'failed' });
    expect(await ended()).toMatchObject({ code: 'permit-expired', reason: expect.stringContaining('proposed anew') });
    expect(await there('select amount::int from crm.opportunity')).toEqual([{ amount: 1000 }]);

    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    await rows(`update gateway.hosted_write set planned_at = planned_at - interval '16 minutes'`);
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
  });

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

  it('says what a person has to mend, unless it may have happened before', async () => {
    const forbidden = new CrmForbidden(
      'no write access',
      'INSUFFICIENT_ACCESS',
      'give the integration user edit access',
    );
    hosted.faults.push({ call: 'write', when: 'before', error: forbidden });
    expect(await execute(AMOUNT)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('edit access') });
    const other = 'stalled-deal-alert:opportunity/D1:2';
    hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute(AMOUNT, other)).rejects.toThrow('no answer');
    hosted.faults.push({ call: 'write', when: 'before', error: forbidden });
    expect(await untilAnswered(AMOUNT, other)).toEqual({ outcome: 'executed' });
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
