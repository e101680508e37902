import { escapeLiteral, type Pool, type PoolClient } from 'pg';

/**
 * A fence around a consumer: every transaction in which it handles events holds the fence shared, so whoever holds it
 * alone knows that none is under way and none begins. It belongs to a database session and ends with it.
 */
const LOCK = lock('$1', '$2');

/**
 * A statement for the beginning of a consumer's transaction, before it reads anything. Waits while somebody holds the
 * fence. Without parameters, so that it can go to the server together with others.
 */
export function passFence(schema: string, consumer: string): string {
  return `select pg_advisory_xact_lock_shared(${lock(escapeLiteral(schema), escapeLiteral(consumer))})`;
}

/** Waits until no process handles events for the consumer, and keeps all from it until {@link liftFence}. */
export async function raiseFence(session: Pool | PoolClient, schema: string, consumer: string): Promise<void> {
  await session.query(`select pg_advisory_lock(${LOCK})`, [schema, consumer]);
}

export async function liftFence(session: Pool | PoolClient, schema: string, consumer: string): Promise<void> {
  await session.query(`select pg_advisory_unlock(${LOCK})`, [schema, consumer]);
}

function lock(schema: string, consumer: string): string {
  return `hashtextextended('consumer/' || ${schema} || '/' || ${consumer}, 0)`;
}
