import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { topicDefinitions } from '@salesagent/canon/events';
import { startKafka, type KafkaServer } from '@salesagent/servers';
import { describeWithKafka } from '@salesagent/servers/testing';
import { eventsOf, Recorder, until, withoutRepeats } from '../../testing';
import { KafkaAdmin } from './admin';
import { BRIEF, kafkaClient, PATIENT } from './connection';
import { KafkaConsumption } from './consumption';
import { createTopics } from './create-topics';
import { GroupOffsets } from './group-offsets';
import { KafkaBus } from './kafka-bus';
import { Answers, ERROR, REQUEST } from './testing/answers';
import { TopicCheck } from './topic-check';

jest.setTimeout(150_000);

describeWithKafka('a Kafka broker that fails', () => {
  const company = 'faults';
  const topics = [`${company}.crm.opportunity`];
  const { aStageMove } = eventsOf(company);
  let directory: string;
  let server: KafkaServer;
  let brokers: string[];
  const open: KafkaBus[] = [];

  const bus = (options: { sessionTimeout?: number } = {}): KafkaBus => {
    const made = new KafkaBus({ brokers, company, sessionTimeout: 6_000, ...options });
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kafka-faults-'));
    server = await startKafka({ directory });
    brokers = [server.address];
    await createTopics({ brokers }, topicDefinitions(company));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('killed while events are published and consumed loses no acknowledged event and keeps the order per key', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `opportunity/killed-${n}`);
    const seen = new Recorder();
    const reader = bus();
    await reader.consume('killed', topics, seen.onBatch);
    const publisher = bus();
    let acknowledged = 0;
    const rounds = 120;
    const publishing = (async () => {
      while (acknowledged < rounds) {
        // As the relay does: the same events again until they are acknowledged.
        const published = await publisher.publish(keys.map((key) => aStageMove(key, acknowledged + 1))).then(
          () => true,
          () => false,
        );
        if (published) acknowledged += 1;
      }
    })();
    await until(() => acknowledged >= 30 && seen.deliveries.length > 100);
    process.kill(server.pid, 'SIGKILL');
    server = await startKafka({ directory, port: Number(brokers[0]!.split(':')[1]) });
    expect(server.address).toBe(brokers[0]);
    await publishing;
    const all = Array.from({ length: rounds }, (_, n) => n + 1);
    await until(() => keys.every((key) => seen.sequencesOf(key).includes(rounds)));
    for (const key of keys) expect(withoutRepeats(seen.sequencesOf(key))).toEqual(all);
  });

  it('away when a service starts keeps it waiting, not failing, and says so', async () => {
    await server.stop();
    const waiting = bus();
    const seen = new Recorder();
    const consumption = await waiting.consume('early', topics, seen.onBatch);
    expect(await consumption.caughtUp()).toBe(false);
    expect(waiting.problems()).toEqual([expect.stringContaining(`${company}.early`)]);
    server = await startKafka({ directory, port: Number(brokers[0]!.split(':')[1]) });
    await until(() => consumption.caughtUp());
    expect(waiting.problems()).toEqual([]);
    expect(new Set(seen.deliveries.map((d) => d.key)).size).toBe(20);
  });

  it('does not take a member for dead that works longer than its session lasts', async () => {
    const key = 'opportunity/long';
    const reader = bus({ sessionTimeout: 1_500 });
    const seen = new Recorder();
    const work = async (): Promise<void> => new Promise((done) => setTimeout(done, 5_000));
    const consumption = await reader.consume('long', topics, async (batch) => {
      if (batch.some((d) => d.key === key)) await work();
      await seen.onBatch(batch);
    });
    await until(() => consumption.caughtUp());
    await reader.publish([aStageMove(key, 1)]);
    await until(() => seen.sequencesOf(key).length > 0);
    await until(() => consumption.caughtUp());
    expect(seen.sequencesOf(key)).toEqual([1]);
  });

  it('that comes back and is not ready to have members again loses no event, and is read on', async () => {
    const answers = new Answers();
    const admin = new KafkaAdmin(kafkaClient({ brokers }, BRIEF));
    const { socketFactory } = answers;
    const kafka = new Kafka({ clientId: 'test', brokers, retry: PATIENT, logLevel: logLevel.NOTHING, socketFactory });
    const seen = new Recorder();
    const key = 'opportunity/rejoined';
    const consumption = new KafkaConsumption({
      ...{ kafka, offsets: new GroupOffsets(admin), topicCheck: new TopicCheck(admin), group: `${company}.rejoin` },
      ...{ topics, batchSize: () => 2, ahead: () => undefined, sessionTimeout: 6_000 },
      onBatch: async (batch) => {
        await new Promise((done) => setTimeout(done, 5));
        await seen.onBatch(batch);
      },
    });
    consumption.start();
    await until(() => consumption.caughtUp());
    const publisher = bus();
    const publishing = (async () => {
      for (let n = 1; n <= 400; n += 20) {
        await publisher.publish(Array.from({ length: 20 }, (_, i) => aStageMove(key, n + i)));
      }
    })();
    await until(() => seen.sequencesOf(key).length > 10);
    answers.refuseToJoin(ERROR.coordinatorLoading);
    answers.next(REQUEST.heartbeat, ERROR.notCoordinator);
    await publishing;
    await until(() => answers.said && seen.sequencesOf(key).includes(400));
    await until(() => consumption.caughtUp());
    expect(withoutRepeats(seen.sequencesOf(key))).toEqual(Array.from({ length: 400 }, (_, n) => n + 1));
    await consumption.stop();
    await admin.close();
  });

  it('without the topics: the reason names them and the command that makes them', async () => {
    const stranger = new KafkaBus({ brokers, company: 'stranger' });
    open.push(stranger);
    const consumption = await stranger.consume('any', ['stranger.crm.opportunity'], new Recorder().onBatch);
    await until(() => /stranger\.crm\.opportunity.*kafka:topics/.test(stranger.problems().join()));
    expect(await consumption.caughtUp()).toBe(false);
    const event = eventsOf('stranger').aStageMove('opportunity/1', 1);
    await expect(stranger.publish([event])).rejects.toThrow(/npm run kafka:topics -- create/);
    await createTopics({ brokers }, topicDefinitions('stranger'));
    await stranger.publish([event]);
    await until(() => consumption.caughtUp());
    expect(stranger.problems()).toEqual([]);
  });
});
