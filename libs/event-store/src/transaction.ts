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

/**
 * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects.
 *
 * @param begin statements that begin it: `begin`, and what else may go to the server with it
 * @throws Error when a statement of `work` failed and `work` resolved all the same: the server then rolls back
 */
export function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin: (client: PoolClient) => Promise<unknown> = (client) => client.query('begin'),
): Promise<T> {
  return withClient(pool, async (client) => {
    try {
      await begin(client);
      const result = await work(client);
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new Error('A statement failed and its error was dropped: nothing was committed.');
      return result;
    } catch (error) {
      // Where not even that works the connection is gone, and the server rolls back by itself.
      await client.query('rollback').catch((failure: Error) => client.emit('error', failure));
      throw error;
    }
  });
}
