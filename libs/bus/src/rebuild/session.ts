import { Pool } from 'pg';

/** A database session for a rebuild of `projection`, with the rights of the service: a pool of one, as long as wanted. */
export function sessionOf(service: Pool, projection: string): Pool {
  const { options } = service;
  const session = new Pool({
    ...options,
    // Not enumerable there, so that it is not logged.
    ...(options.password === undefined ? {} : { password: options.password }),
    max: 1,
    min: 0,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 0,
    statement_timeout: 900_000,
    application_name: `rebuild ${projection}`,
    options: '-c transaction_timeout=0 -c lock_timeout=120000 -c temp_buffers=64MB -c work_mem=64MB -c jit=off',
  });
  session.on('error', () => undefined);
  session.on('connect', (client) => client.on('error', () => undefined));
  return session;
}
