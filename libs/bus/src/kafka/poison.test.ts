import { topicDefinitions, type IntegrationEvent } from '@salesagent/canon/events';
import { eventStoreDdl } from '@salesagent/event-store';
import { describeWithKafka, testDatabase, testKafka, type TestDatabase } from '@salesagent/servers/testing';
import type { Message } from 'kafkajs';
import { eventsOf, until } from '../../testing';
import { BusConsumer } from '../consumer/bus-consumer';
import { consumerDdl } from '../consumer/ddl';
import { toMessage } from './cloud-event';
import { createTopics } from './create-topics';
import { KafkaBus } from './kafka-bus';
import { sendRaw } from './testing/raw-producer';

describeWithKafka('what others may put on a Kafka topic', () => {
  let database: TestDatabase;
  let bus: KafkaBus;
  let consumer: BusConsumer;
  let brokers: string[];
  let topic: string;
  let aStageMove: ReturnType<typeof eventsOf>['aStageMove'];
  const handled: string[] = [];

  beforeAll(async () => {
    const { address, company } = await testKafka();
    brokers = [address];
    topic = `${company}.crm.opportunity`;
    aStageMove = eventsOf(company).aStageMove;
    await createTopics({ brokers }, topicDefinitions(company));
    database = await testDatabase();
    await database.pool.query(`create schema service; ${eventStoreDdl('service')} ${consumerDdl('service')}`);
    bus = new KafkaBus({ brokers, company, sessionTimeout: 6_000 });
    consumer = new BusConsumer({
      group: 'poison',
      company,
      pool: database.pool,
      schema: 'service',
      transport: bus,
      topics: ['crm.opportunity'],
      backoff: () => 3_600_000,
      handle: (events) => {
        handled.push(...events.map((event) => `${event.key} ${event.sequence}`));
        return Promise.resolve();
      },
    });
    await consumer.start();
  });
  afterAll(async () => {
    await consumer.stop();
    await bus.close();
    await database.drop();
  });

  const changed = (event: IntegrationEvent, change: Partial<Message>): Message => ({ ...toMessage(event), ...change });
  const kinds: [string, (event: IntegrationEvent) => Message, RegExp][] = [
    ['malformed', (event) => changed(event, { value: '{"recordType": "oppor' }), /not JSON: "\{\\"recordType/],
    [
      'oversized',
      (event) => changed(event, { value: JSON.stringify('x'.repeat(1_500_000)) }),
      /1500002 bytes are more/,
    ],
    ['of a wrong schema', (event) => toMessage({ ...event, data: { recordType: 'unicorn' } }), /data of Opportunity/],
    ['of a wrong company', (event) => toMessage({ ...event, company: 'rival' }), /belongs to company "rival"/],
    ['of a future version', (event) => toMessage({ ...event, version: 2 }), /version 2 of OpportunityStageMoved/],
    ['without a version', (event) => changed(event, { headers: { ...toMessage(event).headers, ce_type: 'X' } }), /"X"/],
  ];

  it.each(kinds)(
    '%s: is parked with the reason at its place, its key waits, other keys go on',
    async (kind, make, reason) => {
      const [bad, good] = [`opportunity/${kind}`, `opportunity/beside-${kind}`];
      await bus.publish([aStageMove(bad, 1)]);
      await sendRaw({ brokers }, topic, [make(aStageMove(bad, 2))]);
      await bus.publish([aStageMove(bad, 3), aStageMove(good, 1)]);
      await until(async () => handled.includes(`${good} 1`) && (await consumer.parked.list({ key: bad })).length === 2);
      const parked = await consumer.parked.list({ key: bad });
      expect(parked.map(({ source, sequence, attempts }) => [source, sequence, attempts > 0])).toEqual([
        ['gateway', 2, true],
        ['gateway', 3, false],
      ]);
      expect(parked[0]?.reason).toMatch(reason);
      expect(handled.filter((each) => each.startsWith(`${bad} `))).toEqual([`${bad} 1`]);
      // A person lets it go, and the key goes on behind it.
      expect(await consumer.discard({ source: 'gateway', key: bad }, 2, { by: 'person/1', reason: 'not ours' })).toBe(
        true,
      );
      expect(handled.at(-1)).toBe(`${bad} 3`);
    },
  );

  it('without its headers: is parked under its topic, partition and offset, for nothing tells whose turn it is', async () => {
    const key = 'opportunity/bare';
    await sendRaw({ brokers }, topic, [
      { key, value: 'hello' },
      { key: null, value: null },
    ]);
    await bus.publish([aStageMove(key, 1)]);
    await until(async () => handled.includes(`${key} 1`) && (await consumer.parked.list({ key: '' })).length === 1);
    const [bare] = await consumer.parked.list({ key });
    expect(bare?.source).toMatch(new RegExp(`^unreadable/${topic}/\\d$`));
    expect(bare?.reason).toMatch(/header ce_specversion.* missing/);
  });
});
