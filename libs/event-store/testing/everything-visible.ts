import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/**
 * Waits until followers see whatever was committed before the call. The horizon they read below is the server's, not
 * the database's: a transaction of another test on the same server holds it back for as long as it runs.
 */
export async function everythingVisible(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select pg_current_xact_id()::text as id');
  const id = rows[0]?.id ?? '0';
  for (;;) {
    const seen = await pool.query<{ past: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as past',
      [id],
    );
    if (seen.rows[0]?.past) return;
    await pause(20);
  }
}
