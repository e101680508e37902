import { INTEGRATION_EVENTS, type IntegrationEvent } from '@salesagent/canon/events';
import { EventStore, eventStoreDdl, type EventToAppend } from '@salesagent/event-store';
import { anEvent } from '@salesagent/event-store/testing';
import { testDatabase, type TestDatabase } from '@salesagent/servers/testing';
import { until } from '../testing';
import { busDdl } from './postgres/ddl';
import { PostgresBus } from './postgres/postgres-bus';
import { Relay } from './relay';
import type { BusTransport } from './transport';

describe('the relay', () => {
  let database: TestDatabase;
  let store: EventStore;
  let transport: BusTransport;
  beforeEach(async () => {
    database = await testDatabase({ poolSize: 20 });
    await database.pool.query(`create schema gateway; ${eventStoreDdl('gateway')} ${busDdl(2)}`);
    store = new EventStore(database.pool, { schema: 'gateway', ...INTEGRATION_EVENTS });
    transport = new PostgresBus(database.pool);
  });
  afterEach(async () => {
    await transport.close();
    await database.drop();
  });

  const record = (type: string, recordId = '1'): EventToAppend =>
    anEvent({ type, data: { recordType: 'opportunity', recordId, recordVersion: 1, set: {}, by: 'test' } });
  const relayTo = (to: BusTransport): Relay =>
    new Relay({ store, transport: to, company: 'acme', source: 'gateway', batchSize: 10 });
  const published = async (): Promise<IntegrationEvent[]> =>
    (
      await database.pool.query<{ event: IntegrationEvent }>('select event from bus.log order by partition, position')
    ).rows.map((row) => row.event);

  it('publishes integration events as they were stored, and keeps internal ones to itself', async () => {
    const [created, won] = [record('OpportunityCreated'), record('OpportunityWon')];
    await store.append('opportunity/1', 'none', [created, anEvent({ type: 'InternalNote' }), won]);
    const relay = relayTo(transport);
    await relay.flush();
    await relay.stop();
    const [first, second] = await published();
    expect(await published()).toHaveLength(2);
    expect(first).toMatchObject({
      id: created.id,
      type: 'OpportunityCreated',
      source: 'gateway',
      company: 'acme',
      topic: 'acme.crm.opportunity',
      key: 'opportunity/1',
      sequence: 1,
      occurredAt: created.occurredAt.toISOString(),
      data: created.data,
    });
    expect(second).toMatchObject({ id: won.id, sequence: 2 });
  });

  it('sends the deletion of a record where its other events are', async () => {
    await store.append('opportunity/1', 'none', [record('RecordDeleted')]);
    const relay = relayTo(transport);
    await relay.flush();
    await relay.stop();
    expect((await published())[0]?.topic).toBe('acme.crm.opportunity');
  });

  it('goes on where it stopped, and publishes what was appended meanwhile once', async () => {
    await store.append('opportunity/1', 'none', [record('OpportunityCreated')]);
    const first = relayTo(transport);
    await first.flush();
    await first.stop();
    await store.append('opportunity/1', 1, [record('OpportunityWon')]);
    const second = relayTo(transport);
    expect(await second.lag()).toBe(1);
    await second.flush();
    await second.stop();
    expect((await published()).map((event) => event.sequence)).toEqual([1, 2]);
    expect(await second.lag()).toBe(0);
  });

  it('tries again while the bus is away, and loses nothing', async () => {
    let away = 3;
    const flaky: BusTransport = {
      ...passingOn(transport),
      publish: async (events) => {
        if (away-- > 0) throw new Error('bus is away');
        await transport.publish(events);
      },
    };
    const relay = relayTo(flaky);
    relay.start();
    for (let n = 0; n < 25; n++) await store.append(`opportunity/${n}`, 'none', [record('OpportunityCreated', `${n}`)]);
    await until(async () => (await published()).length >= 25);
    await relay.stop();
    expect(new Set((await published()).map((event) => event.key)).size).toBe(25);
  });

  it('is one process at a time, and another takes over when that one ends', async () => {
    const [one, two] = [relayTo(transport), relayTo(transport)];
    one.start();
    two.start();
    const batches = Array.from({ length: 40 }, (_, n) =>
      store.append(`opportunity/${n}`, 'none', [record('OpportunityCreated', `${n}`)]),
    );
    await Promise.all(batches);
    await until(async () => (await published()).length >= 40);
    await one.stop();
    await store.append('opportunity/after', 'none', [record('OpportunityCreated', 'after')]);
    await until(async () => (await published()).some((event) => event.key === 'opportunity/after'));
    await two.stop();
    expect(await published()).toHaveLength(41);
  });

  it('gives a bus that it has not written to the whole history, and goes on where it was at one it comes back to', async () => {
    const another: IntegrationEvent[][] = [];
    const elsewhere: BusTransport = {
      ...passingOn(transport),
      id: () => Promise.resolve('kafka:abc'),
      publish: (events) => Promise.resolve(void another.push([...events])),
    };
    const publishTo = async (bus: BusTransport): Promise<void> => {
      const relay = relayTo(bus);
      await relay.flush();
      expect(await relay.lag()).toBe(0);
      await relay.stop();
    };
    await store.append('opportunity/1', 'none', [record('OpportunityCreated')]);
    await publishTo(transport);
    await store.append('opportunity/1', 1, [record('OpportunityWon')]);
    await publishTo(elsewhere);
    expect(another.flat().map((event) => event.sequence)).toEqual([1, 2]);
    await publishTo(transport);
    expect((await published()).map((event) => event.sequence)).toEqual([1, 2]);
  });

  it('survives its connection being thrown out', async () => {
    const relay = relayTo(transport);
    relay.start();
    await store.append('opportunity/1', 'none', [record('OpportunityCreated')]);
    await relay.flush(); // published and noted: an event that was not noted may be published again
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database())`,
    );
    await store.append('opportunity/1', 1, [record('OpportunityWon')]);
    await until(async () => (await published()).length >= 2);
    await relay.stop();
    expect((await published()).map((event) => event.sequence)).toEqual([1, 2]);
  });
});

/** A transport that passes everything on, to put something else in the place of a part. */
function passingOn(to: BusTransport): BusTransport {
  return {
    id: () => to.id(),
    problems: () => to.problems(),
    publish: (events) => to.publish(events),
    deadLetter: (...given) => to.deadLetter(...given),
    consume: (...given) => to.consume(...given),
    lag: (group) => to.lag(group),
    close: () => Promise.resolve(),
  };
}
