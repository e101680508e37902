import { Logger } from '@nestjs/common';
import type { KafkaMessage, OffsetsByTopicPartition } from 'kafkajs';
import { aStageMove, until } from '../../testing';
import type { Delivery } from '../transport';
import { toMessage } from './cloud-event';
import { Handover } from './handover';
import type { Portion } from './inbox';

const TOPIC = 'acme.crm.opportunity';

/** Messages with the offsets `from` to `to` of a partition. */
function portion(partition: number, from: number, to: number): Portion {
  const messages = Array.from({ length: to - from + 1 }, (_, n): KafkaMessage => {
    const { key, value, headers } = toMessage(aStageMove(`opportunity/${partition}`, from + n + 1));
    const message = { key: Buffer.from(key), value: Buffer.from(value), headers, offset: String(from + n) };
    return message as unknown as KafkaMessage;
  });
  return { topic: TOPIC, partition, messages };
}

describe('handing over what Kafka gave', () => {
  const stopped = new AbortController();
  let batches: string[][];
  let committed: string[];
  /** What the consumer does with a batch. */
  let onBatch: () => Promise<void>;
  let handover: Handover;
  let lost: string[];

  beforeEach(() => {
    batches = [];
    committed = [];
    lost = [];
    onBatch = () => Promise.resolve();
    handover = new Handover({
      batchSize: () => 3,
      ahead: () => undefined,
      stopped: stopped.signal,
      logger: new Logger('handover'),
      sessionTimeout: 300,
      lost: (error) => lost.push(String(error)),
      onBatch: (batch: Delivery[]) => {
        batches.push(batch.map(({ partition, offset }) => `${partition}@${offset}`));
        return onBatch();
      },
    });
  });
  const commit = ({ topics }: OffsetsByTopicPartition): Promise<void> => {
    for (const { partitions } of topics) committed.push(...partitions.map((p) => `${p.partition}@${p.offset}`));
    return Promise.resolve();
  };
  const take = (given: Portion): Promise<void> => handover.take(given, commit, () => true);
  const quiet = (): Promise<void> => until(() => !handover.busy);

  it('makes batches of several partitions, and commits where each is to be read on', async () => {
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    onBatch = () => first;
    await take(portion(0, 0, 0));
    await take(portion(0, 1, 2));
    await take(portion(1, 7, 7));
    go();
    await quiet();
    expect(batches.flat()).toEqual(['0@0', '0@1', '0@2', '1@7']);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeGreaterThan(1);
    expect(new Set(committed.slice(-2))).toEqual(new Set(['0@3', '1@8']));
  });

  it('asks for no more while a batch and more than another one wait', async () => {
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    onBatch = () => first;
    let room = false;
    const taking = take(portion(0, 0, 11)).then(() => (room = true));
    await until(() => batches.length === 1);
    expect(room).toBe(false);
    go();
    await taking;
    await quiet();
    expect(batches.flat()).toHaveLength(12);
  });

  it('commits nothing of a membership that is over, and hands over nothing that it left', async () => {
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    onBatch = () => first;
    const taking = take(portion(0, 0, 8));
    await until(() => batches.length === 1);
    handover.reset();
    await taking;
    const next = take(portion(1, 4, 4)); // of the next membership
    go();
    await next;
    await quiet();
    expect(batches).toEqual([['0@0', '0@1', '0@2'], ['1@4']]);
    expect(committed).toEqual(['1@5']);
  });

  it('hands a batch over again that was not accepted, and commits it only then', async () => {
    let tries = 0;
    onBatch = () => ((tries += 1) < 2 ? Promise.reject(new Error('away')) : Promise.resolve());
    await take(portion(0, 0, 1));
    await quiet();
    expect(batches).toEqual([
      ['0@0', '0@1'],
      ['0@0', '0@1'],
    ]);
    expect(committed).toEqual(['0@2']);
  });

  it('says that its membership is lost where commits fail for longer than a session, and is idle then', async () => {
    const refused = (): Promise<void> => Promise.reject(new Error('not aware of this member'));
    await handover.take(portion(0, 0, 2), refused, () => true);
    await quiet();
    expect(lost).toEqual(['Error: not aware of this member']);
    await take(portion(0, 0, 2));
    await quiet();
    expect(committed).toEqual(['0@3']);
  });
});
