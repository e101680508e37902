import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { EPHEMERAL_GROUP, KafkaBus, type Delivery, type KafkaConnection } from '@salesagent/bus';
import { topicDefinitions, type IntegrationEvent } from '@salesagent/canon/events';
import type { Client } from 'pg';

/**
 * Writes down what Kafka still has of the time that the database lost, before it is removed there: the only record of
 * what people were told is done, and of erasures that have to be made again.
 *
 * @param file one event a line, as JSON, appended
 * @returns how many
 */
export async function keepLostEvents(
  kafka: KafkaConnection,
  company: string,
  database: Client,
  logs: readonly string[],
  file: string,
): Promise<number> {
  const bus = new KafkaBus({ ...kafka, company });
  const topics = topicDefinitions(company)
    .map(({ name }) => name)
    .filter((name) => !name.endsWith('.dead-letter'));
  const kept = new Set<string>();
  const onBatch = async (batch: Delivery[]): Promise<void> => {
    for (const schema of logs) {
      const events = batch.flatMap(({ event }) => {
        const { source, id } = (event ?? {}) as Partial<IntegrationEvent>;
        return source?.replaceAll('-', '_') === schema && id !== undefined ? [{ id, event }] : [];
      });
      if (events.length === 0) continue;
      const { rows } = await database.query<{ id: string }>(
        `select id from unnest($1::text[]) as e(id) where not exists (select from ${schema}.event l where l.id = e.id)`,
        [events.map(({ id }) => id)],
      );
      const lost = new Set(rows.map(({ id }) => id).filter((id) => !kept.has(id)));
      for (const { id, event } of events) {
        if (!lost.delete(id)) continue;
        kept.add(id);
        appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 });
      }
    }
  };
  try {
    const reading = await bus.consume(`${EPHEMERAL_GROUP}lost-events-${process.pid}`, topics, onBatch);
    while (!(await reading.caughtUp())) await pause(200);
    await reading.stop();
  } finally {
    await bus.close();
  }
  return kept.size;
}
