import type { PoolClient } from 'pg';
import { ConcurrencyError } from './errors';
import { jsonList } from './json-list';
import { serialiseData } from './serialise';
import type { AppendResult, StreamBatch } from './types';

/** Events in one call: large enough to forget the round trip, small enough for the server's parse buffers. */
const EVENTS_PER_CALL = 4_000;

export interface AppendOptions {
  schema: string;
  isIntegration: (type: string) => boolean;
  /** False where the transaction holds the locks of the streams already. */
  takeLocks: boolean;
}

/**
 * Appends batches through the log's own function: one round trip for some thousand events.
 * @throws ConcurrencyError, InvalidEventError
 */
export async function appendBatches(
  client: PoolClient,
  batches: readonly StreamBatch[],
  options: AppendOptions,
): Promise<AppendResult[]> {
  const results: AppendResult[] = [];
  for (const some of inCalls(batches)) results.push(...(await appendCall(client, some, options)));
  return results;
}

/** Whether one call carries them, so that no transaction has to be held around several. */
export function fitInOneCall(batches: readonly StreamBatch[]): boolean {
  return batches.reduce((sum, batch) => sum + batch.events.length, 0) <= EVENTS_PER_CALL;
}

/** A batch is never divided: its expectation holds for the whole of it. */
function inCalls(batches: readonly StreamBatch[]): StreamBatch[][] {
  const calls: StreamBatch[][] = [[]];
  let size = 0;
  for (const batch of batches) {
    if (size > 0 && size + batch.events.length > EVENTS_PER_CALL) {
      calls.push([]);
      size = 0;
    }
    calls.at(-1)?.push(batch);
    size += batch.events.length;
  }
  return calls;
}

interface Appended {
  /** Of each event: whether it was written now. */
  fresh: boolean[] | null;
  /** Of each batch: version of its stream after it, and where the stream is when that is not what was expected. */
  version: number[];
  conflict: (number | null)[];
}

async function appendCall(
  client: PoolClient,
  batches: readonly StreamBatch[],
  { schema, isIntegration, takeLocks }: AppendOptions,
): Promise<AppendResult[]> {
  if (batches.length === 0) return [];
  const rows = batches.flatMap((batch, n) => batch.events.map((event) => ({ n: n + 1, stream: batch.stream, event })));
  const integrations = rows.map(({ event }) => isIntegration(event.type));
  const { rows: answers } = await client.query<Appended>({
    name: `event-store-append-${schema}`,
    text: `select fresh, version, conflict from ${schema}.append_events($1::boolean, $2::text[], $3::int[], $4::int[],
             $5::text[], $6::text[], $7::text[], $8::int[], $9::boolean[], $10::text, $11::timestamptz[], $12::text[],
             $13::text[], $14::text[], $15::text[])`,
    values: [
      takeLocks,
      batches.map((batch) => batch.stream),
      batches.map(({ expected }) => (expected === 'any' ? -1 : expected === 'none' ? 0 : expected)),
      rows.map(({ n }) => n),
      rows.map(({ stream }) => stream),
      rows.map(({ event }) => event.id),
      rows.map(({ event }) => event.type),
      rows.map(({ event }) => event.version ?? 1),
      integrations,
      jsonList(rows.map(({ event }, at) => serialiseData(event, integrations[at] === true))),
      rows.map(({ event }) => event.occurredAt.toISOString()),
      rows.map(({ event }) => event.correlationId),
      rows.map(({ event }) => event.causationId),
      rows.map(({ event }) => event.actor ?? null),
      rows.map(({ event }) => event.traceparent ?? null),
    ],
  });
  return resultsOf(batches, answers[0]!);
}

function resultsOf(batches: readonly StreamBatch[], { fresh, version, conflict }: Appended): AppendResult[] {
  const clash = conflict.findIndex((actual) => actual !== null);
  const clashing = batches[clash];
  if (clashing) throw new ConcurrencyError(clashing.stream, clashing.expected, conflict[clash] ?? 0);
  let at = 0;
  return batches.map(({ stream, events }, n) => {
    const written = (fresh ?? []).slice(at, (at += events.length));
    const duplicates = events.flatMap((event, i) => (written[i] ? [] : [event.id]));
    return { stream, version: version[n] ?? 0, appended: events.length - duplicates.length, duplicates };
  });
}
