import type { BusTransport } from '@salesagent/bus';
import type { OwnerDatabase } from '../harness';

/** A consumer of a service, by where its positions are. */
export interface Group {
  schema: string;
  group: string;
  /** Full names. */
  topics: ReadonlySet<string>;
}

/** Every consumer there is, with the topics that the bus itself knows it reads. */
export async function consumersOf(
  database: OwnerDatabase,
  transport: BusTransport,
  bus: 'postgres' | 'kafka',
): Promise<Group[]> {
  const groups: Group[] = [];
  for (const schema of await schemasWith(database, 'consumer_position')) {
    const rows = await database.query<{ consumer: string }>(
      `select distinct consumer from "${schema}".consumer_position order by 1`,
    );
    for (const { consumer: group } of rows) {
      const topics =
        bus === 'postgres'
          ? (
              await database.query<{ topic: string }>('select topic from bus.group_topic where group_name = $1', [
                group,
              ])
            ).map(({ topic }) => topic)
          : (await transport.lag(group)).partitions.flatMap(({ topic }) => topic ?? []);
      groups.push({ schema, group, topics: new Set(topics) });
    }
  }
  return groups;
}

export async function schemasWith(database: OwnerDatabase, table: string): Promise<string[]> {
  const rows = await database.query<{ schema: string }>(
    `select table_schema as schema from information_schema.tables
     where table_name = $1 and table_schema not like 'pg\\_%' order by 1`,
    [table],
  );
  return rows.map(({ schema }) => schema);
}

/** How many events all logs have taken. The counter is not taken back by a transaction that is. */
export async function eventsWritten(database: OwnerDatabase, schemas: readonly string[]): Promise<number> {
  const counters = schemas.map((schema) => {
    const counter = `pg_get_serial_sequence('"${schema}".event', 'position')`;
    return `coalesce(pg_sequence_last_value(${counter}::regclass), 0)`;
  });
  const [row] = await database.query<{ n: string }>(`select (${counters.join(' + ')})::bigint as n`);
  return Number(row?.n ?? 0);
}
