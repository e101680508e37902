import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';

/** Imports whose records were seen, and which of them were measured whole. */
export function importsSeenDdl(schema: string): string {
  return `
create table if not exists ${schemaName(schema)}.import_seen (
  correlation_id text primary key,
  measured_at timestamptz
);`;
}

/**
 * Whether the company's first import is still being read. Its records come thousand by thousand, and a number made
 * of half of them is wrong; a later import only changes rows, and what is known stays true meanwhile.
 */
export class FirstImport {
  private readonly table: string;

  constructor(schema: string) {
    this.table = `${schemaName(schema)}.import_seen`;
  }

  async note(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    const imports = new Set(events.filter(isImported).map((event) => event.correlationId));
    if (imports.size === 0) return;
    await client.query(`insert into ${this.table} (correlation_id) select unnest($1::text[]) on conflict do nothing`, [
      [...imports],
    ]);
  }

  /** All of it was read, and what it says was published. */
  async measured(correlationId: string, client: PoolClient): Promise<void> {
    await client.query(
      `insert into ${this.table} (correlation_id, measured_at) values ($1, now())
       on conflict (correlation_id) do update set measured_at = excluded.measured_at`,
      [correlationId],
    );
  }

  async isBeingRead(pool: Pool): Promise<boolean> {
    const { rows } = await pool.query<{ reading: boolean }>(
      `select count(*) > 0 and count(measured_at) = 0 as reading from ${this.table}`,
    );
    return rows[0]?.reading === true;
  }
}

function isImported(event: IntegrationEvent): boolean {
  return (event.data as Partial<RecordEventData>).by === 'import';
}
