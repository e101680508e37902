import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` with a connection that survives its own end: a connection that breaks while it is checked out tells so
 * by an `error` event, which would end the process if nobody listened. The next query on it fails all the same.
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

/** Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query('begin');
    try {
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      // Where not even that works the connection is gone, and the server rolls back by itself.
      await client.query('rollback').catch((failure: Error) => client.emit('error', failure));
      throw error;
    }
  });
}
