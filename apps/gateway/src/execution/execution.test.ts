import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { until } from '@salesagent/bus/testing';
import {
  INTEGRATION_EVENTS,
  type IntegrationEvent,
  type Proposal,
  type RecordEventData,
} from '@salesagent/canon/events';

import type { Change } from '@salesagent/canon/sales';
import { EventStore } from '@salesagent/event-store';
import { proposalDigest } from '@salesagent/governance';
import { createPool } from '@salesagent/platform';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { Executor } from './executor';
import { PayloadMissing, storePayloads } from './payloads';
import { PermitVerifier } from './permit';
import { Undo, UndoRefused } from './undo';

const EXPORT = {
  'team.csv': 'user_id,name,manager\nU1,Ada Ash,Mo Moss\nU2,Mo Moss,\n',
  'accounts.csv': 'account_id,account,owner\nA1,Acme,U1\nA2,Beta,U1\n',
  'deals.csv': 'deal_id,account_id,owner_id,deal_stage,engage_date,amount\nD1,A1,U1,Proposal,2026-06-01,1000\n',
};
const TASK: Change = {
  kind: 'task',
  ownerId: 'U1',
  title: 'Call',
  body: 'Ask',
  dueInBusinessDays: 3,
  opportunityId: 'D1',
};

describe('executing a permitted change', () => {
  let gateway: GatewayDatabase;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let executor: Executor;
  let undo: Undo;

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    await gateway.load(EXPORT);
    keys = await generateKeyPair('EdDSA');
    executor = await newExecutor();
    const { store, sealer } = gateway;
    undo = new Undo({ store, sealer, clock: TODAY, changed: () => undefined });
  });
  afterEach(() => gateway.drop());

  const newExecutor = async (store = gateway.store) => {
    const { database, sealer } = gateway;
    const permits = new PermitVerifier(await exportJWK(keys.publicKey), TODAY);
    const render = (content: unknown) => Promise.resolve(Buffer.from(JSON.stringify(content)));
    return new Executor({
      pool: database.pool,
      store,
      sealer,
      permits,
      render,
      clock: TODAY,
      changed: () => undefined,
    });
  };

  const propose = async (change: Change, actionId = 'stalled-deal-alert:opportunity/D1:1'): Promise<string> => {
    const [action, subject] = actionId.split(':') as [string, string];
    const digest = proposalDigest({ action, subject, change });
    const proposal = { actionId, action, agent: 'qualification', subject, accountId: 'A1', change, digest };
    await publish('ActionProposed', proposal as unknown as Proposal);
    return digest;
  };
  const publish = async (type: string, data: unknown) => {
    const client = await gateway.database.pool.connect();
    await storePayloads([{ type, data } as IntegrationEvent], client).finally(() => client.release());
  };
  let permits = 0;
  const permit = (digest: string, over: Record<string, unknown> = {}) =>
    new SignJWT({
      permitId: `permit-${(permits += 1)}`,
      actionId: 'stalled-deal-alert:opportunity/D1:1',
      digest,
      killEpoch: 1,
      tier: 'T1',
      by: 'person/U2',
      exp: TODAY.now().getTime() / 1000 + 30,
      ...over,
    })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer('orchestrator')
      .setAudience('gateway')
      .sign(keys.privateKey);
  const execute = async (digest: string, token?: string, actionId = 'stalled-deal-alert:opportunity/D1:1') =>
    executor.execute({ actionId, digest, permit: token ?? (await permit(digest, { actionId })) });
  const outcome = async (actionId = 'stalled-deal-alert:opportunity/D1:1') =>
    (await gateway.store.read(`execution-${actionId}`)).map((e) => e.type);
  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;

  it('writes the task, tells so once, and the echo names the action as its cause', async () => {
    const digest = await propose(TASK);
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
    expect(await rows('select title, status, owner_id, due_date::text from crm.task')).toEqual([
      { title: 'Call', status: 'open', owner_id: 'U1', due_date: '2026-06-04' },
    ]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted']);
    await gateway.follow();
    const [task] = await rows('select id from crm.task');
    const [created] = await gateway.store.read(`task/${String(task!['id'])}`);
    expect(created).toMatchObject({ type: 'TaskCreated', causationId: 'stalled-deal-alert:opportunity/D1:1' });
    expect((created!.data as RecordEventData).by).toBe('stalled-deal-alert:opportunity/D1:1');
  });

  it('happens once however often it is asked, even with a new permit', async () => {
    const digest = await propose(TASK);
    const results = await Promise.all([execute(digest), execute(digest), execute(digest)]);
    expect(results).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'executed' })));
    expect(await rows('select count(*)::int as n from crm.task')).toEqual([{ n: 1 }]);
    expect(await outcome()).toHaveLength(2);
  });

  it('waits for a payload that the bus has not brought yet', async () => {
    await expect(execute('0'.repeat(64))).rejects.toThrow(PayloadMissing);
  });

  it.each([
    ['expired', { exp: TODAY.now().getTime() / 1000 - 1 }, /expired/],
    ['of too long a life', { exp: TODAY.now().getTime() / 1000 + 3600 }, /longer/],
    ['for another action', { actionId: 'other:x:1' }, /another action/],
    ['for another digest', { digest: 'f' }, /another version/],
  ])('refuses a permit that is %s and begins nothing', async (_, over, reason) => {
    const digest = await propose(TASK);
    const result = await execute(digest, await permit(digest, over));
    expect(result).toEqual({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(await outcome()).toEqual([]);
  });

  it('begins nothing when a person changed the deal after what the permit was signed on, which agents may', async () => {
    const digest = await propose(TASK);
    const [signed] = await rows(`select version from crm.opportunity where id = 'D1'`);
    const recordVersion = signed!['version'];
    await rows(`update crm.opportunity set agent_win_probability = 0.4 where id = 'D1'`);
    await rows(`update crm.opportunity set amount = amount + 1 where id = 'D1'`);
    const stale = await execute(digest, await permit(digest, { recordVersion }));
    expect(stale).toEqual({ outcome: 'refused', reason: expect.stringMatching(/opportunity\/D1 was changed since/) });
    expect(await outcome()).toEqual([]);
    const [now] = await rows(`select version from crm.opportunity where id = 'D1'`);
    await rows(`update crm.opportunity set agent_win_probability = 0.5 where id = 'D1'`);
    const fresh = await permit(digest, { recordVersion: now!['version'] });
    expect(await execute(digest, fresh)).toEqual({ outcome: 'executed' });
  });

  it('refuses a permit that orchestrator did not sign', async () => {
    const digest = await propose(TASK);
    const real = keys;
    keys = await generateKeyPair('EdDSA');
    const forged = await permit(digest);
    keys = real;
    expect(await execute(digest, forged)).toMatchObject({ outcome: 'refused' });
  });

  it('begins nothing once the kill switch was thrown, or thrown and released after the permit', async () => {
    const digest = await propose(TASK);
    await rows(`insert into orchestrator.kill_epoch values ('account/A1', 2, true)`);
    expect(await execute(digest)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('stopped') });
    await rows(`update orchestrator.kill_epoch set stopped = false, epoch = 3`);
    expect(await execute(digest)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('after the permit'),
    });
    expect(await execute(digest, await permit(digest, { killEpoch: 3 }))).toEqual({ outcome: 'executed' });
  });

  it('takes back what it wrote when the kill switch was thrown while it waited for the record', async () => {
    const digest = await propose({
      kind: 'fields',
      record: { type: 'opportunity', id: 'D1' },
      expect: {},
      set: { amount: 900 },
    });
    const person = await gateway.database.pool.connect();
    await person.query(`begin; select from crm.opportunity where id = 'D1' for update`);
    const running = execute(digest);
    await until(async () => {
      const waiting = await rows(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await rows(`insert into orchestrator.kill_epoch values ('all', 4, true)`);
    await person.query('commit');
    person.release();
    expect(await running).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('stopped for all') });
    expect(await rows(`select amount::int as amount from crm.opportunity`)).toEqual([{ amount: 1000 }]);
    expect(await outcome()).toEqual([]);
  });

  it('is ended by the server when it is not committed soon after it looked at the kill switch', async () => {
    const digest = await propose(TASK);
    const slow = await gateway.database.pool.connect();
    await slow.query('begin; lock table gateway.event in exclusive mode'); // an append waits as on a slow disk
    // On a pool as the service has it, whose transactions are under a longer limit from their beginning.
    const pool = createPool({ url: gateway.database.connectionString });
    const impatient = await newExecutor(new EventStore(pool, { schema: 'gateway', ...INTEGRATION_EVENTS }));
    const request = { actionId: 'stalled-deal-alert:opportunity/D1:1', digest, permit: await permit(digest) };
    await expect(impatient.execute(request)).rejects.toThrow(/transaction timeout/);
    await slow.query('rollback');
    slow.release();
    await pool.end();
    expect(await rows('select count(*)::int as n from crm.task')).toEqual([{ n: 0 }]);
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
  });

  it('never overwrites what a person changed since', async () => {
    const digest = await propose({
      kind: 'fields',
      record: { type: 'opportunity', id: 'D1' },
      expect: { amount: 1000 },
      set: { amount: 900 },
    });
    await rows(`update crm.opportunity set amount = 1200 where id = 'D1'`);
    expect(await execute(digest)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('amount') });
    expect(await rows(`select amount::int as amount from crm.opportunity`)).toEqual([{ amount: 1200 }]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionFailed']);
  });

  it('sets many records at once and leaves alone those a person has changed', async () => {
    const digest = await propose({
      kind: 'fields-batch',
      type: 'account',
      fields: ['tier'],
      rows: ['A1', 'A2', 'gone'].map((id) => ({ id, set: { tier: 'T3' } })),
    });
    await rows(`update crm.account set tier = 'T1' where id = 'A2'`);
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
    expect(await rows('select id, tier from crm.account order by id')).toEqual([
      { id: 'A1', tier: 'T3' },
      { id: 'A2', tier: 'T1' },
    ]);
    const executed = (await gateway.store.read('execution-stalled-deal-alert:opportunity/D1:1'))[1]!;
    expect((executed.data as { note: string }).note).toMatch(/1 left alone.*1 no longer exist/);
    await gateway.follow();
    expect((await gateway.store.read('account/A1')).at(-1)).toMatchObject({ type: 'AccountTierChanged' });
  });

  it('leaves newer scores alone when an older batch comes late, also where the newer one changed nothing', async () => {
    const scores = (episode: number, rows: Record<string, number>) => ({
      id: `account-scoring:company:${episode}`,
      change: {
        kind: 'fields-batch' as const,
        type: 'account' as const,
        fields: ['agentIcpScore'],
        rows: Object.entries(rows).map(([id, score]) => ({ id, set: { agentIcpScore: score } })),
      },
    });
    await rows(`update crm.account set agent_icp_score = 50`);
    const [older, newer] = [scores(9, { A1: 70, A2: 71 }), scores(10, { A1: 50 })];
    const digests = [await propose(older.change, older.id), await propose(newer.change, newer.id)];
    expect(await execute(digests[1]!, undefined, newer.id)).toEqual({ outcome: 'executed' });
    expect(await execute(digests[0]!, undefined, older.id)).toEqual({ outcome: 'executed' });
    expect(await rows('select id, agent_icp_score::int as score from crm.account order by id')).toEqual([
      { id: 'A1', score: 50 },
      { id: 'A2', score: 71 },
    ]);
    const executed = (await gateway.store.read(`execution-${older.id}`))[1]!;
    expect((executed.data as { note: string }).note).toMatch(/1 already carry/);
  });

  it.each([
    ['a field of people in its batch', { kind: 'fields-batch', type: 'account', fields: ['tier'], rows: [] }],
    [
      'a field of people in a row that its batch does not name',
      {
        kind: 'fields-batch',
        type: 'account',
        fields: ['agentIcpScore'],
        rows: [{ id: 'A1', set: { tier: 'T3' } }],
      },
    ],
    ['a task', TASK],
    ['one field', { kind: 'fields', record: { type: 'opportunity', id: 'D1' }, expect: {}, set: { amount: 1 } }],
  ] as [string, Change][])('executes no insight with %s, even with a good permit', async (_, change) => {
    const actionId = 'icp-scoring:company:1';
    const digest = proposalDigest({ action: 'icp-scoring', subject: 'company', change });
    const claimed = { actionId, action: 'icp-scoring', agent: 'lead-gen', effect: 'insight', subject: 'company' };
    await publish('ActionProposed', { ...claimed, accountId: null, change, digest });
    expect(await execute(digest, undefined, actionId)).toMatchObject({ outcome: 'refused' });
    expect(await outcome(actionId)).toEqual([]);
  });

  it('executes what was approved, not what was put in its place afterwards', async () => {
    const digest = await propose(TASK);
    await publish('ActionApproved', {
      actionId: 'stalled-deal-alert:opportunity/D1:1',
      digest,
      edited: { ...TASK, title: 'Something else' },
    });
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
    expect(await rows('select title from crm.task')).toEqual([{ title: 'Call' }]);
    await rows(`update gateway.payload set change = jsonb_set(change, '{ownerId}', '"U2"')`);
    const other = await propose({ ...TASK, title: 'Again' }, 'stalled-deal-alert:opportunity/D1:2');
    await rows(
      `update gateway.payload set change = jsonb_set(change, '{title}', '"Altered"') where digest = '${other}'`,
    );
    const result = await execute(other, undefined, 'stalled-deal-alert:opportunity/D1:2');
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('digest') });
  });

  it('files a document with its bytes', async () => {
    const content = { title: 'Proposal', blocks: [] };
    const digest = await propose({
      kind: 'document',
      record: { type: 'opportunity', id: 'D1' },
      name: 'Proposal.docx',
      mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      content,
    });
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
    expect(
      await rows(`select d.name, d.account_id, convert_from(c.bytes, 'UTF8') as bytes
                  from crm.document d join gateway.document_content c using (digest)`),
    ).toEqual([{ name: 'Proposal.docx', account_id: 'A1', bytes: JSON.stringify(content) }]);
  });

  it('executes what the approver edited, by its own digest', async () => {
    await propose(TASK);
    const edited = { ...TASK, title: 'Visit' };
    const digest = proposalDigest({ action: 'stalled-deal-alert', subject: 'opportunity/D1', change: edited });
    await publish('ActionApproved', { actionId: 'stalled-deal-alert:opportunity/D1:1', digest, edited });
    expect(await execute(digest)).toEqual({ outcome: 'executed' });
    expect(await rows('select title from crm.task')).toEqual([{ title: 'Visit' }]);
  });

  it('is undone while nobody has touched the record, once', async () => {
    const set = {
      kind: 'fields',
      record: { type: 'opportunity', id: 'D1' },
      expect: {},
      set: { amount: 900 },
    } as const;
    await execute(await propose(set));
    await rows(`update crm.opportunity set agent_summary = 'an agent wrote this' where id = 'D1'`);
    const request = { actionId: 'stalled-deal-alert:opportunity/D1:1', by: 'U1', reason: 'wrong deal' };
    await undo.undo(request);
    await undo.undo(request);
    expect(await rows('select amount::int as amount from crm.opportunity')).toEqual([{ amount: 1000 }]);
    expect(await outcome()).toEqual(['ExecutionStarted', 'ActionExecuted', 'ActionUndone']);
  });

  it('takes back a task by deleting it, and refuses once somebody has worked on it', async () => {
    await execute(await propose(TASK));
    const request = { actionId: 'stalled-deal-alert:opportunity/D1:1', by: 'U1', reason: 'no' };
    await rows(`update crm.task set status = 'done'`);
    await expect(undo.undo(request)).rejects.toThrow(UndoRefused);
    await expect(undo.undo({ ...request, actionId: 'never:ran:1' })).rejects.toThrow(/not been executed/);
  });
});
