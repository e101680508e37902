import type { TopicDefinition } from '@salesagent/canon/events';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { KafkaAdmin } from './admin';
import { BRIEF, kafkaClient, type KafkaConnection } from './connection';

export interface TopicReview {
  missing: string[];
  /** What a topic has that it should not have, in words: `acme.crm.deal: retention.ms is 604800000, not -1`. */
  differing: string[];
}

export interface CreateOptions {
  /** Copies of each partition; the cluster's default when absent. */
  replicationFactor?: number;
}

/** Creates the topics that are missing, and leaves the others as they are. Returns the names of the new ones. */
export function createTopics(
  connection: KafkaConnection,
  definitions: readonly TopicDefinition[],
  { replicationFactor = -1 }: CreateOptions = {},
): Promise<string[]> {
  return withAdmin(connection, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = definitions.filter(({ name }) => !existing.has(name));
    if (missing.length === 0) return [];
    await admin.createTopics({
      waitForLeaders: false, // the client's own wait fails on a broker that has not heard of a topic yet
      topics: missing.map(({ name, partitions, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
    const names = missing.map(({ name }) => name);
    await untilServed(admin, names);
    return names;
  });
}

/** A controller answers before its brokers have heard of a new topic. */
const PATIENCE = { looks: 150, pause: 200 };
const NOT_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

async function untilServed(admin: Admin, names: string[]): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      if (topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (!NOT_YET.has((error as { type?: string }).type ?? '')) throw error;
    }
    if (looks === PATIENCE.looks) throw new Error(`no broker serves ${names.join(', ')} yet: look again by check`);
    await new Promise((next) => setTimeout(next, PATIENCE.pause));
  }
}

/** Compares the topics of a cluster with how they should be. */
export function reviewTopics(
  connection: KafkaConnection,
  definitions: readonly TopicDefinition[],
): Promise<TopicReview> {
  return withAdmin(connection, async (admin) => {
    const names = new Set(await admin.listTopics());
    const there = definitions.filter(({ name }) => names.has(name));
    const missing = definitions.filter(({ name }) => !names.has(name)).map(({ name }) => name);
    if (there.length === 0) return { missing, differing: [] };
    const { topics } = await admin.fetchTopicMetadata({ topics: there.map(({ name }) => name) });
    const partitions = new Map(topics.map((topic) => [topic.name, topic.partitions.length]));
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: there.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
    });
    const settings = new Map(
      resources.map((resource) => [
        resource.resourceName,
        new Map(resource.configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
    const differing = there.flatMap((wanted) => {
      const has = partitions.get(wanted.name);
      const different = Object.entries(wanted.config).flatMap(([key, value]) => {
        const actual = settings.get(wanted.name)?.get(key);
        return actual === value ? [] : [`${wanted.name}: ${key} is ${actual ?? 'not known'}, not ${value}`];
      });
      return has === wanted.partitions
        ? different
        : [`${wanted.name}: ${has} partitions, not ${wanted.partitions}`, ...different];
    });
    return { missing, differing };
  });
}

async function withAdmin<T>(connection: KafkaConnection, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new KafkaAdmin(kafkaClient(connection, BRIEF));
  try {
    return await admin.use(work);
  } finally {
    await admin.close();
  }
}
