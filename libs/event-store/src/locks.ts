import type { PoolClient } from 'pg';

/**
 * Above this number of streams one lock on the whole log replaces the single ones: the lock table of the server is
 * finite (some 64 × max_connections entries for everybody together).
 */
export const MANY_STREAMS = 400;

/**
 * Takes the locks of a transaction, which must not have taken a transaction id yet: whoever holds a stream's lock
 * later then also has the later transaction id, so `(transaction id, position)` never inverts a stream.
 * Sorted by lock number, so that two transactions cannot wait for each other. Everybody shares the log's own lock;
 * an append to very many streams takes that one alone and exclusively.
 */
export async function lockStreams(client: PoolClient, schema: string, streams: readonly string[]): Promise<void> {
  const log = `event-store/${schema}`;
  if (streams.length > MANY_STREAMS) {
    await client.query({
      name: 'event-store-lock-log',
      text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [log],
    });
    return;
  }
  await client.query({
    name: 'event-store-lock-streams',
    text: `with log as materialized (select pg_advisory_xact_lock_shared(hashtextextended($1, 0)))
           select pg_advisory_xact_lock(key)
           from log, lateral (select distinct hashtextextended($1 || '/' || stream, 0) as key
                              from unnest($2::text[]) as stream order by 1) as keys`,
    values: [log, streams],
  });
}
