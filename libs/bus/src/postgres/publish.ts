import { crc32 } from 'node:zlib';
import type { Pool } from 'pg';
import { inTransaction, jsonList } from '@salesagent/event-store';

/** Channel on which relays say that there is something to read. */
export const CHANNEL = 'salesagent_bus';

export function partitionOf(key: string, partitions: number): number {
  return crc32(key) % partitions;
}

/** What is stored under a topic and a key, as JSON. */
export interface LogEntry {
  topic: string;
  key: string;
}

/**
 * Appends events to the log. The partitions' rows are locked in order for the rest of the transaction, so positions
 * are dense and become visible in order: readers may simply ask for what is above their position.
 */
export async function publishEvents(pool: Pool, partitions: number, events: readonly LogEntry[]): Promise<void> {
  const partition = events.map((event) => partitionOf(event.key, partitions));
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: number; head: string }>(
      'select id, head from bus.partition where id = any($1::int[]) order by id for update',
      [[...new Set(partition)]],
    );
    const heads = new Map(rows.map((row) => [row.id, Number(row.head)]));
    const position = partition.map((id) => {
      const next = (heads.get(id) ?? 0) + 1;
      heads.set(id, next);
      return next;
    });
    await client.query({
      name: 'bus-publish',
      text: `insert into bus.log (partition, position, topic, key, event)
             select * from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], string_to_array($5, chr(31))::json[])`,
      values: [
        partition,
        position,
        events.map((event) => event.topic),
        events.map((event) => event.key),
        jsonList(events.map((event) => JSON.stringify(event))),
      ],
    });
    await client.query(
      `update bus.partition p set head = h.head from unnest($1::int[], $2::bigint[]) as h(id, head) where p.id = h.id`,
      [[...heads.keys()], [...heads.values()]],
    );
    await client.query(`select pg_notify('${CHANNEL}', '')`);
  });
}
