import type { TopicDefinition } from '@salesagent/canon/events';
import type { Admin } from 'kafkajs';
import { KafkaAdmin } from './admin';
import { BRIEF, kafkaClient, type KafkaConnection } from './connection';
import { createTopics, type CreateOptions } from './create-topics';

/** A broker takes a moment to forget a topic. */
const PATIENCE = { looks: 150, pause: 200 };

/** The topics cannot be removed as things are; the message says why. */
export class TopicsInUseError extends Error {
  override readonly name = 'TopicsInUseError';
}

/**
 * Removes a company's topics and groups and makes the topics again, empty: for a log that says what the database no
 * longer does. Only while nothing of the company runs. May be called again after it was interrupted.
 *
 * @returns how many topics and groups were removed
 * @throws TopicsInUseError while a group has members, or when topics are still there after half a minute
 */
export async function remakeTopics(
  connection: KafkaConnection,
  company: string,
  definitions: readonly TopicDefinition[],
  options: CreateOptions = {},
): Promise<{ topics: number; groups: number }> {
  const admin = new KafkaAdmin(kafkaClient(connection, BRIEF));
  try {
    const groups = await admin.use((use) => removeGroups(use, company));
    const names = new Set(definitions.map(({ name }) => name));
    const topics = await admin.use((use) => removeTopics(use, names));
    await createTopics(connection, definitions, options);
    return { topics, groups };
  } finally {
    await admin.close();
  }
}

async function removeGroups(admin: Admin, company: string): Promise<number> {
  const { groups } = await admin.listGroups();
  const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${company}.`));
  if (ours.length === 0) return 0;
  const described = await admin.describeGroups(ours);
  const alive = described.groups.filter(({ members }) => members.length > 0).map(({ groupId }) => groupId);
  if (alive.length > 0) {
    throw new TopicsInUseError(`services still read the topics (${alive.join(', ')}): stop them, wait 10 s, try again`);
  }
  await admin.deleteGroups(ours);
  return ours.length;
}

async function removeTopics(admin: Admin, names: ReadonlySet<string>): Promise<number> {
  const there = async (): Promise<string[]> => (await admin.listTopics()).filter((name) => names.has(name));
  const topics = await there();
  if (topics.length === 0) return 0;
  await admin.deleteTopics({ topics });
  for (let looks = 0; (await there()).length > 0; looks += 1) {
    if (looks === PATIENCE.looks) throw new TopicsInUseError(`the broker does not let go of ${topics.join(', ')}`);
    await new Promise((next) => setTimeout(next, PATIENCE.pause));
  }
  return topics.length;
}
