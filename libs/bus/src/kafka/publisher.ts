import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { TopicCheck } from './topic-check';
import { within } from './within';

export interface TopicMessage {
  topic: string;
  message: Message & { key: string; value: string | Buffer };
}

/** Bytes sent at once: a batch for one partition must stay below what a topic accepts (`max.message.bytes`). */
const CHUNK_BYTES = 900_000;

/**
 * Sends idempotently and waits until the messages are durable.
 *
 * After an error the producer is given up: kafkajs takes back the sequence numbers of every partition of a failed
 * request, also of those that were stored, and the broker would then take later messages for repetitions.
 */
export class KafkaPublisher {
  /** Why what was to be published last could not be; null when it was. */
  problem: string | null = null;
  private open: Promise<Producer> | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: TopicCheck,
  ) {}

  /** One after another, in the order of the calls. */
  publish(messages: readonly TopicMessage[]): Promise<void> {
    const result = this.turn.then(() => this.send(messages));
    this.turn = result.then(
      () => (this.problem = null),
      (error) => (this.problem = `nothing can be published: ${error instanceof Error ? error.message : error}`),
    );
    return result;
  }

  async close(): Promise<void> {
    const opened = this.open;
    this.open = null;
    if (opened)
      await within(
        2_000,
        opened.then((producer) => producer.disconnect()).catch(() => undefined),
      );
  }

  private async send(messages: readonly TopicMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.topics.require(messages.map(({ topic }) => topic));
    const opened = (this.open ??= this.connect());
    try {
      const producer = await opened;
      for (const chunk of chunksOf(messages)) await producer.sendBatch({ acks: -1, topicMessages: byTopic(chunk) });
    } catch (error) {
      if (this.open === opened) this.open = null;
      void opened.then((producer) => producer.disconnect()).catch(() => undefined);
      throw error;
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner, // murmur2 of the key, as the Java clients have it
    });
    await producer.connect();
    return producer;
  }
}

function* chunksOf(messages: readonly TopicMessage[]): Generator<TopicMessage[]> {
  let chunk: TopicMessage[] = [];
  let bytes = 0;
  for (const each of messages) {
    const size = Buffer.byteLength(each.message.value) + 1_000; // headers, key and framing
    if (chunk.length > 0 && bytes + size > CHUNK_BYTES) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(each);
    bytes += size;
  }
  yield chunk;
}

function byTopic(messages: readonly TopicMessage[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, message } of messages) {
    const list = topics.get(topic);
    if (list) list.push(message);
    else topics.set(topic, [message]);
  }
  return [...topics].map(([topic, list]) => ({ topic, messages: list }));
}
