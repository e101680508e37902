import type { IntegrationEvent } from '@salesagent/canon/events';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import type { PoolClient } from 'pg';
import { recordEvent } from '../testing';
import { ActionStates } from './action-states';
import { agentServiceDdl } from './agent-schema';
import { proposedReadingDdl } from './ddl';
import { sourceHash, type SourceText } from './read-before';
import { emptyState, type ActionState } from './reconcile';

jest.setTimeout(120_000);

const STREAM = 'meddicc-extraction:opportunity/D1';
const FIRST: SourceText = { record: 'activity/N1', text: 'Month-end takes nine days.' };
const SECOND: SourceText = { record: 'activity/N2', text: 'The CFO signs the contract.' };

describe('what was read for a proposal', () => {
  let database: TestDatabase;
  let states: ActionStates;
  let schemas = 0;

  const episode = (n: number, part: string, ...texts: SourceText[]): ActionState => ({
    ...emptyState(STREAM),
    ...{ version: n, episode: n, status: 'open', material: `m${n}`, actionId: `${STREAM}:${n}` },
    read: { parts: [part], sources: texts.map(sourceHash) },
  });
  const inOne = async (work: (client: PoolClient) => Promise<void>) => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await work(client);
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  const write = (state: ActionState) => inOne((client) => states.write(client, [state]));
  const follow = (...events: IntegrationEvent[]) => inOne((client) => states.follow(client, events, () => 14));
  const became = (type: string, n: number): IntegrationEvent => ({
    ...recordEvent('OpportunityStageMoved', 'opportunity/D1', 10 + n, '2026-03-02', {}),
    ...{ type, topic: 'acme.gate.action', key: `${STREAM}:${n}`, data: { actionId: `${STREAM}:${n}` } },
  });
  const echo = (n: number): IntegrationEvent =>
    recordEvent('OpportunityFieldsRevised', 'opportunity/D1', 20 + n, '2026-03-02', {}, { by: `${STREAM}:${n}` });
  const turnedDown = async () => (await states.turnedDown(database.pool, null)).get(STREAM);

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const schema = `states_${++schemas}`;
    await database.pool.query(`create schema ${schema}; ${agentServiceDdl(schema)}`);
    states = new ActionStates(schema);
  });

  it('is remembered when somebody undoes it after the next episode has begun, and that episode stands', async () => {
    await write(episode(1, 'identifyPain', FIRST));
    await follow(became('ActionExecuted', 1));
    await write(episode(2, 'economicBuyer', FIRST, SECOND));
    await follow(became('ActionUndone', 1));
    const found = await turnedDown();
    expect([found?.has('identifyPain', FIRST), found?.has('identifyPain', SECOND)]).toEqual([true, false]);
    expect(found?.has('economicBuyer', FIRST)).toBe(false);
    expect((await states.read(database.pool, [STREAM])).get(STREAM)).toMatchObject({ episode: 2, status: 'open' });
  });

  it('is remembered of two episodes that are turned down at once', async () => {
    await write(episode(1, 'identifyPain', FIRST));
    await follow(became('ActionExecuted', 1));
    await write(episode(2, 'identifyPain', SECOND));
    await follow(became('ActionUndone', 1), became('ActionRejected', 2));
    const found = await turnedDown();
    expect([FIRST, SECOND].map((text) => found?.has('identifyPain', text))).toEqual([true, true]);
  });

  it('is remembered when the echo of the undo comes with it', async () => {
    await write(episode(1, 'identifyPain', FIRST));
    await follow(became('ActionExecuted', 1));
    await follow(became('ActionUndone', 1), echo(1));
    expect((await turnedDown())?.has('identifyPain', FIRST)).toBe(true);
    expect((await states.read(database.pool, [STREAM])).get(STREAM)).toMatchObject({ status: 'rejected' });
  });

  it('is taken over from where it stood before it was kept by action id', async () => {
    const schema = `states_${schemas}`;
    const { read, ...state } = episode(1, 'identifyPain', FIRST);
    await write({ ...state, read: null });
    await database.pool.query(`update ${schema}.action_state set read = $1`, [read]);
    await database.pool.query(proposedReadingDdl(schema));
    await follow(became('ActionRejected', 1));
    expect((await turnedDown())?.has('identifyPain', FIRST)).toBe(true);
  });
});
