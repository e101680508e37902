import { DEAD_LETTER_TOPIC, type IntegrationEvent } from '@salesagent/canon/events';
import {
  batchSizeOf,
  EPHEMERAL_GROUP,
  type BusTransport,
  type ConsumeOptions,
  type Consumption,
  type DeadLetter,
  type Delivery,
  type GroupLag,
} from '../transport';
import { KafkaAdmin } from './admin';
import { toDeadLetterMessage, toMessage } from './cloud-event';
import { BRIEF, kafkaClient, PATIENT, type KafkaConnection } from './connection';
import { KafkaConsumption } from './consumption';
import { GroupOffsets } from './group-offsets';
import { KafkaPublisher } from './publisher';
import { TopicCheck } from './topic-check';

export interface KafkaBusOptions extends KafkaConnection {
  /** Prefix of the groups, so that the companies of a cluster do not share them. */
  company: string;
  /** How long a member that stopped answering keeps its partitions, in milliseconds (10,000). */
  sessionTimeout?: number;
}

/** The bus on Apache Kafka. It never creates a topic: see `topic-check.ts`. */
export class KafkaBus implements BusTransport {
  private readonly consumptions = new Set<KafkaConsumption>();
  /** What each group of this process reads: Kafka itself knows only topics that something was committed of. */
  private readonly topicsOf = new Map<string, Set<string>>();
  private readonly admin: KafkaAdmin;
  private readonly offsets: GroupOffsets;
  private readonly topics: TopicCheck;
  private readonly publisher: KafkaPublisher;
  private cluster: string | null = null;

  /** @throws KafkaConfigurationError */
  constructor(private readonly options: KafkaBusOptions) {
    const brief = kafkaClient(options, BRIEF);
    this.admin = new KafkaAdmin(brief);
    this.offsets = new GroupOffsets(this.admin);
    this.topics = new TopicCheck(this.admin);
    this.publisher = new KafkaPublisher(brief, this.topics);
  }

  async id(): Promise<string> {
    this.cluster ??= (await this.admin.use((admin) => admin.describeCluster())).clusterId;
    return `kafka:${this.cluster}`;
  }

  publish(events: readonly IntegrationEvent[]): Promise<void> {
    return this.publisher.publish(events.map((event) => ({ topic: event.topic, message: toMessage(event) })));
  }

  deadLetter(company: string, letters: readonly DeadLetter[]): Promise<void> {
    const topic = `${company}.${DEAD_LETTER_TOPIC}`;
    return this.publisher.publish(letters.map((letter) => ({ topic, message: toDeadLetterMessage(company, letter) })));
  }

  async consume(
    group: string,
    topics: readonly string[],
    onBatch: (batch: Delivery[]) => Promise<void>,
    options: ConsumeOptions = {},
  ): Promise<Consumption> {
    await Promise.resolve();
    const consumption = new KafkaConsumption({
      kafka: kafkaClient(this.options, PATIENT),
      offsets: this.offsets,
      topicCheck: this.topics,
      group: this.groupId(group),
      topics,
      onBatch,
      batchSize: batchSizeOf(options),
      ahead: options.ahead ?? (() => undefined),
      sessionTimeout: this.options.sessionTimeout ?? 10_000,
    });
    this.topicsOf.set(group, new Set([...(this.topicsOf.get(group) ?? []), ...topics]));
    this.consumptions.add(consumption);
    consumption.start();
    return {
      stop: async () => {
        await consumption.stop();
        this.consumptions.delete(consumption);
        if (group.startsWith(EPHEMERAL_GROUP)) await this.forget(group);
      },
      caughtUp: () => consumption.caughtUp(),
    };
  }

  async lag(group: string): Promise<GroupLag> {
    const name = this.groupId(group);
    const [positions, owners] = await Promise.all([
      this.offsets.lag(name, this.topicsOf.get(group) ?? new Set()),
      this.offsets.owners(name),
    ]);
    const partitions = positions.map((p) => ({ ...p, owner: owners.get(`${p.topic}/${p.partition}`) ?? null }));
    return { group, lag: partitions.reduce((sum, p) => sum + p.head - p.position, 0), partitions };
  }

  problems(): string[] {
    const reading = [...this.consumptions].map((consumption) => consumption.problem());
    return [...reading, this.publisher.problem].filter((problem) => problem !== null);
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumptions].map((consumption) => consumption.stop()));
    this.consumptions.clear();
    await Promise.all([this.publisher.close(), this.admin.close()]);
  }

  /** The cluster would keep an empty group for a week; one that cannot be removed now goes then. */
  private async forget(group: string): Promise<void> {
    this.topicsOf.delete(group);
    await this.admin.use((admin) => admin.deleteGroups([this.groupId(group)])).catch(() => undefined);
  }

  private groupId(group: string): string {
    return `${this.options.company}.${group}`;
  }
}
