import type { PoolClient } from 'pg';
import { jsonList } from './json-list';
import { planAppend, serialiseData, type PlannedEvent, type StreamHead } from './plan';
import type { AppendResult, StreamBatch } from './types';

/** Rows in one INSERT: large enough to forget the round trip, small enough for the server's parse buffers. */
const ROWS_PER_INSERT = 4_000;

/**
 * Appends batches inside a transaction that holds the streams' locks: one statement that asks, one that writes.
 * @throws ConcurrencyError, InvalidEventError
 */
export async function appendBatches(
  client: PoolClient,
  schema: string,
  batches: readonly StreamBatch[],
  isIntegration: (type: string) => boolean,
): Promise<AppendResult[]> {
  const streams = [...new Set(batches.map((batch) => batch.stream))];
  const ids = batches.flatMap((batch) => batch.events.map((event) => event.id));
  const { heads, known } = await readHeads(client, schema, streams, ids);
  const { rows, results } = planAppend(batches, heads, known, isIntegration);
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await insertRows(client, schema, rows.slice(from, from + ROWS_PER_INSERT));
  }
  return results;
}

interface HeadRow {
  stream: string | null;
  version: number | null;
  sequence: string | null;
  id: string | null;
}

async function readHeads(
  client: PoolClient,
  schema: string,
  streams: string[],
  ids: string[],
): Promise<{ heads: Map<string, StreamHead>; known: Set<string> }> {
  const { rows } = await client.query<HeadRow>({
    name: `event-store-heads-${schema}`,
    text: `select s.stream, h.stream_version as version, h.sequence, null as id
           from unnest($1::text[]) as s(stream)
           cross join lateral (select stream_version, sequence from ${schema}.event e
                               where e.stream = s.stream order by stream_version desc limit 1) h
           union all
           select null, null, null, k.id from unnest($2::text[]) as i(id)
           cross join lateral (select id from ${schema}.event e where e.id = i.id limit 1) k`,
    values: [streams, ids],
  });
  const heads = new Map<string, StreamHead>();
  const known = new Set<string>();
  for (const row of rows) {
    if (row.id !== null) known.add(row.id);
    else if (row.stream !== null) {
      heads.set(row.stream, { version: Number(row.version), sequence: Number(row.sequence) });
    }
  }
  return { heads, known };
}

async function insertRows(client: PoolClient, schema: string, rows: readonly PlannedEvent[]): Promise<void> {
  await client.query({
    name: `event-store-insert-${schema}`,
    // Rows of unnest come in the order of the arrays, and identity values are drawn in that order.
    text: `insert into ${schema}.event (stream, stream_version, sequence, integration, id, type, version, data,
             occurred_at, correlation_id, causation_id, actor, traceparent)
           select * from unnest($1::text[], $2::int[], $3::bigint[], $4::boolean[], $5::text[], $6::text[], $7::int[],
             string_to_array($8, chr(31))::json[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[])`,
    values: [
      rows.map((row) => row.stream),
      rows.map((row) => row.streamVersion),
      rows.map((row) => row.sequence),
      rows.map((row) => row.integration),
      rows.map((row) => row.event.id),
      rows.map((row) => row.event.type),
      rows.map((row) => row.event.version ?? 1),
      jsonList(rows.map((row) => serialiseData(row.event, row.integration))),
      rows.map((row) => row.event.occurredAt.toISOString()),
      rows.map((row) => row.event.correlationId),
      rows.map((row) => row.event.causationId),
      rows.map((row) => row.event.actor ?? null),
      rows.map((row) => row.event.traceparent ?? null),
    ],
  });
}
