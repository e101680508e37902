import { Pool } from 'pg';

export interface PoolSettings {
  url: string;
  /** Connections kept at most. */
  poolSize?: number;
  /** Longest statement, ms. */
  statementTimeout?: number;
  /** Longest transaction, ms; a transaction that hangs would hold back every reader of the event log. */
  transactionTimeout?: number;
  /** Longest pause inside a transaction, ms. */
  idleInTransactionTimeout?: number;
  /** Schema that names without one are looked up in; else the role's own setting. */
  searchPath?: string;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Told of errors on idle connections; the pool replaces such a connection by itself. */
  onError?: (error: Error) => void;
}

/**
 * A pool that survives its server: an idle connection that breaks is reported and replaced instead of ending the
 * process, and no statement or transaction can hang for ever.
 */
export function createPool(settings: PoolSettings): Pool {
  const pool = new Pool({
    connectionString: settings.url,
    max: settings.poolSize ?? 10,
    statement_timeout: settings.statementTimeout ?? 60_000,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeout ?? 30_000,
    options: [
      `-c transaction_timeout=${settings.transactionTimeout ?? 120_000}`,
      ...(settings.searchPath ? [`-c search_path=${settings.searchPath}`] : []),
    ].join(' '),
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(settings.applicationName ? { application_name: settings.applicationName } : {}),
  });
  pool.on('error', (error) => settings.onError?.(error));
  // A checked-out client emits its own errors (the server went away); the query in flight is what reports them.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
