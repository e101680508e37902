import type { IntegrationEvent } from '@salesagent/canon/events';
import type { BusinessClock } from '@salesagent/canon/sales';
import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';

/** Keeps the company's business clock in the service's own schema. */
export class BusinessClockProjection {
  private readonly schema: string;

  constructor(options: { schema: string }) {
    this.schema = schemaName(options.schema);
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    return ['crm.import'];
  }

  /**
   * Each import has a key of its own and keys come in no order between them, so the newest by the time it was recorded
   * counts. Returns the newest clock of the batch, null when it had none.
   */
  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<BusinessClock | null> {
    const set = events.filter((event) => event.type === 'BusinessClockSet');
    const last = set.reduce<IntegrationEvent | undefined>(
      (newest, event) => (newest && newest.recordedAt > event.recordedAt ? newest : event),
      undefined,
    );
    if (!last) return null;
    const { mode, date } = last.data as { mode: 'live' | 'frozen'; date: string | null };
    const clock: BusinessClock = mode === 'frozen' && date !== null ? { mode, date } : { mode: 'live' };
    await client.query(
      `insert into ${this.schema}.business_clock as c (mode, date, recorded_at) values ($1, $2::date, $3)
       on conflict (only_row) do update
         set mode = excluded.mode, date = excluded.date, recorded_at = excluded.recorded_at
         where c.recorded_at <= excluded.recorded_at`,
      [clock.mode, clock.mode === 'frozen' ? clock.date : null, last.recordedAt],
    );
    return clock;
  }
}

/** The company's business clock as the service knows it; live until an import has set it. */
export async function businessClock(db: Pool | PoolClient, schema?: string): Promise<BusinessClock> {
  const table = schema === undefined ? 'business_clock' : `${schemaName(schema)}.business_clock`;
  const { rows } = await db.query<{ mode: string; date: string | null }>(
    `select mode, date::text as date from ${table}`,
  );
  const row = rows[0];
  return row?.mode === 'frozen' && row.date !== null ? { mode: 'frozen', date: row.date } : { mode: 'live' };
}
