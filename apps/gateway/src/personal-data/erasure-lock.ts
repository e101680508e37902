import type { ClientBase } from 'pg';

const LOCK = `hashtextextended('gateway.erasure', 0)`;

/** While the caller's transaction runs, nobody is erased: what it opened before may be written. */
export async function holdOffErasure(client: ClientBase): Promise<void> {
  await client.query(`select pg_advisory_xact_lock_shared(${LOCK})`);
}

/** Waits for executions and imports that hold opened values, and keeps new ones waiting until the transaction ends. */
export async function beginErasure(client: ClientBase): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${LOCK})`);
  await client.query(`select pg_advisory_xact_lock(hashtextextended('crm.import', 0))`);
}
