import type { IntegrationEvent } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';
import { migrate } from '@salesagent/platform';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { Pool } from 'pg';
import { aStageMove, COMPANY, until } from '../../testing';
import { busDdl, busGrants } from '../postgres/ddl';
import { PostgresBus } from '../postgres/postgres-bus';
import { BusConsumer } from './bus-consumer';
import { APPEND_ONLY } from './ddl';
import { consumerMigrations } from './migrations';
import { ParkedDesk } from './parked-desk';
import { ParkedKeys } from './parked-keys';

const DECISION = { by: 'operations', reason: 'the stage was renamed' };
const CONSUMER = 'desk';

describe('parked events at the desk', () => {
  let database: TestDatabase;
  let service: Pool;
  let desk: ParkedDesk;
  let parked: ParkedKeys;

  beforeAll(async () => {
    database = await testDatabase();
    await migrate({
      url: database.connectionString,
      services: [{ schema: 'desk', migrations: consumerMigrations('desk'), appendOnly: APPEND_ONLY }],
      shared: [{ schema: 'bus', ddl: busDdl(2) }],
      grantsOf: (role) => [busGrants(role)],
      passwordOf: () => 'test',
    });
    service = new Pool({ connectionString: database.as('salesagent_desk', 'test'), max: 5 });
    service.on('error', () => undefined);
    desk = new ParkedDesk(service, 'desk');
    parked = new ParkedKeys(service, 'desk', CONSUMER);
  });
  afterAll(async () => {
    await service.end();
    await database.drop();
  });

  const park = (events: { event: IntegrationEvent; attempts: number }[]): Promise<void> =>
    inTransaction(service, (client) =>
      parked.add(
        client,
        events.map(({ event, attempts }) => ({
          event,
          attempts,
          reason: attempts > 0 ? 'Error: no such stage' : 'waits for the events before it',
          retryInMilliseconds: attempts > 0 ? 3_600_000 : null,
        })),
      ),
    );
  const place = (key: string, sequence: number) => ({ consumer: CONSUMER, source: 'gateway', key, sequence });

  it('shows what holds a key up and how many events wait behind it', async () => {
    const key = 'opportunity/held-up';
    await park([1, 2, 3].map((n) => ({ event: aStageMove(key, n), attempts: n === 1 ? 2 : 0 })));
    await park([{ event: aStageMove('opportunity/gap', 2), attempts: 0 }]);
    const lanes = await desk.lanes();
    expect(lanes.find((lane) => lane.key === key)).toMatchObject({
      state: 'failed',
      sequence: 1,
      reason: 'Error: no such stage',
      attempts: 2,
      waiting: 2,
      since: expect.any(Date),
      nextAttemptAt: expect.any(Date),
    });
    expect(lanes.find((lane) => lane.key === 'opportunity/gap')).toMatchObject({
      state: 'gap',
      reason: 'waits for event 1, which has not arrived',
      waiting: 0,
    });
    expect(await desk.waitingBehind(place(key, 1))).toBe(2);
  });

  it('makes failed events due and remembers who wanted it, and why', async () => {
    const key = 'opportunity/redriven';
    await park([1, 2].map((n) => ({ event: aStageMove(key, n), attempts: n === 1 ? 2 : 0 })));
    expect(await desk.redrive({ key }, DECISION)).toEqual([place(key, 1)]);
    expect(await parked.due()).toContainEqual({ source: 'gateway', key });
    const { events, history } = await desk.events(key);
    expect(events.map((event) => event.sequence)).toEqual([1, 2]);
    expect(events[0]?.event).toMatchObject({ type: 'OpportunityStageMoved', key });
    expect(history.map(({ what, sequence, decidedBy, reason }) => [what, sequence, decidedBy, reason])).toEqual([
      ['redriven', 1, 'operations', 'the stage was renamed'],
      ['parked', 1, null, 'Error: no such stage'],
    ]);
  });

  it('discards only what failed itself, once', async () => {
    const key = 'opportunity/discarded';
    await park([1, 2].map((n) => ({ event: aStageMove(key, n), attempts: n === 1 ? 2 : 0 })));
    expect(await desk.discard(place(key, 2), DECISION)).toBe(false);
    expect(await desk.discard(place(key, 1), DECISION)).toBe(true);
    expect(await desk.discard(place(key, 1), DECISION)).toBe(false);
    const { history } = await desk.events(key);
    expect(history.filter(({ what }) => what === 'discarded')).toHaveLength(1);
  });

  it('writes each decision into the log of the service, in one with what it did', async () => {
    const key = 'opportunity/logged';
    await park([{ event: aStageMove(key, 1), attempts: 2 }]);
    await desk.redrive({ key }, DECISION);
    await desk.discard(place(key, 1), DECISION);
    await desk.discard(place(key, 1), DECISION);
    const { rows } = await service.query(
      `select type, actor, integration, data from desk.event where data #>> '{events,0,key}' = $1 order by position`,
      [key],
    );
    const data = { ...DECISION, events: [place(key, 1)] };
    expect(rows).toEqual([
      { type: 'ParkedRedriven', actor: 'operations', integration: false, data },
      { type: 'ParkedDiscarded', actor: 'operations', integration: false, data },
    ]);
  });

  it('does not act on what it cannot write down', async () => {
    const key = 'opportunity/not-logged';
    await park([{ event: aStageMove(key, 1), attempts: 2 }]);
    await database.pool.query('alter table desk.event rename to event_away');
    await expect(desk.discard(place(key, 1), DECISION)).rejects.toThrow(/desk.event/);
    await database.pool.query('alter table desk.event_away rename to event');
    expect((await desk.lanes()).find((lane) => lane.key === key)).toMatchObject({ state: 'failed' });
  });

  it('does not let the service change or remove what was decided', async () => {
    for (const statement of [
      `update desk.parked_history set reason = 'nothing happened'`,
      'delete from desk.parked_history',
      'truncate desk.parked_history',
    ]) {
      await expect(service.query(statement)).rejects.toThrow(/permission denied for table parked_history/);
    }
  });

  it('shows a message that cannot be read, keeps it out of redrives, and lets it be discarded', async () => {
    const transport = new PostgresBus(service);
    const consumer = new BusConsumer({
      group: 'unreadable',
      company: COMPANY,
      pool: service,
      schema: 'desk',
      transport,
      topics: ['crm.opportunity'],
      handle: () => Promise.resolve(),
      redriveEveryMilliseconds: 10,
    });
    await consumer.start();
    const topic = `${COMPANY}.crm.opportunity`;
    await transport.publish([{ topic, key: 'broken' } as IntegrationEvent]);
    await until(async () => (await desk.lanes()).some(({ key }) => key === 'broken'));
    const lane = (await desk.lanes()).find(({ key }) => key === 'broken');
    expect(lane).toMatchObject({
      state: 'unreadable',
      source: expect.stringMatching(`unreadable/${topic}/`),
      sequence: 1,
      reason: 'no source, key and sequence can be read from it',
      waiting: 0,
    });
    expect(await desk.redrive({ key: 'broken' }, DECISION)).toEqual([]);
    expect(
      await desk.discard({ consumer: 'unreadable', source: lane!.source, key: 'broken', sequence: 1 }, DECISION),
    ).toBe(true);
    expect((await desk.lanes()).some(({ key }) => key === 'broken')).toBe(false);
    await until(async () => (await new ParkedKeys(service, 'desk', 'unreadable').due()).length === 0);
    await consumer.stop();
    await transport.close();
  });
});
