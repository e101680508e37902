import type { KafkaAdmin } from './admin';

/** Topics that nobody has created. Services have no right to; whoever may does it once. */
export class MissingTopicsError extends Error {
  override readonly name = 'MissingTopicsError';

  constructor(readonly topics: readonly string[]) {
    super(
      `Kafka has no topic ${topics.join(', ')}. Create the topics by \`npm run kafka:topics -- create\`, ` +
        'or print them for Strimzi by `npm run kafka:topics -- yaml`.',
    );
  }
}

/** Remembers which topics have been seen: topics are never deleted. */
export class TopicCheck {
  private readonly seen = new Set<string>();

  constructor(private readonly admin: KafkaAdmin) {}

  /** @throws MissingTopicsError naming those that do not exist */
  async require(topics: Iterable<string>): Promise<void> {
    const unknown = [...new Set(topics)].filter((topic) => !this.seen.has(topic));
    if (unknown.length === 0) return;
    for (const topic of await this.admin.use((admin) => admin.listTopics())) this.seen.add(topic);
    const missing = unknown.filter((topic) => !this.seen.has(topic));
    if (missing.length > 0) throw new MissingTopicsError(missing);
  }
}
