import type { Pool } from 'pg';

/** Where instances tell each other that a hosted CRM has something to be read: a webhook reaches one, another reads. */
export const WAKE_CHANNEL = 'gateway_crm_sync';

/** Wakes the reader, whichever instance that is. */
export async function wakeReader(pool: Pool): Promise<void> {
  await pool.query('select pg_notify($1, $2)', [WAKE_CHANNEL, '']);
}
