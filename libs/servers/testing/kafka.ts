import { randomBytes } from 'node:crypto';
import { startKafka } from '../src/kafka';
import { kafkaLacks } from '../src/kafka-program';
import { onceARun } from './once-a-run';
import { describeWith } from './requirement';

export interface TestKafka {
  /** `host:port` of the run's one broker. */
  readonly address: string;
  /** A company of the caller's own: the prefix of its topics and groups. */
  readonly company: string;
}

/** A company on a real Kafka broker that the first caller of a run starts and all share. It has no topics yet. */
export async function testKafka(): Promise<TestKafka> {
  const address = await onceARun('kafka', async (directory) => (await startKafka({ directory })).address);
  return { address, company: `test-${randomBytes(5).toString('hex')}` };
}

/** A suite that needs Apache Kafka; skipped by name where Java is missing. */
export function describeWithKafka(suite: string, body: () => void): void {
  const lacks = kafkaLacks();
  describeWith({ name: lacks ?? 'Apache Kafka', met: lacks === null }, suite, body);
}
