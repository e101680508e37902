import type { IntegrationEvent, WinCurve } from '@salesagent/canon/events';
import type { RecordRef } from '@salesagent/canon/sales';
import type { PlaybookFile } from '@salesagent/playbook';
import type { Pool, PoolClient } from 'pg';
import type { Tally } from './define';

export interface LastImport {
  importId: string;
  asOf: string;
  recordedAt: string;
}

/** Sections that two people put in force (`PlaybookPublished`). */
export interface PublishedPlaybook {
  proposalId: string;
  version: string;
  proposedBy: string;
  by: string;
  files: PlaybookFile[];
}

/** Facts that are not records: the published win curve, the last complete import, and events counted per record. */
export class CompanyFacts {
  constructor(
    private readonly schema: string,
    private readonly counted: readonly string[],
  ) {}

  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    for (const event of events) {
      if (event.type === 'WinCurveFitted') await this.keep(client, 'win-curve', event.data, event.recordedAt);
      if (event.type === 'ImportCompleted') {
        const { importId, asOf } = event.data as { importId: string; asOf: string };
        await this.keep(client, 'import', { importId, asOf, recordedAt: event.recordedAt }, event.recordedAt);
      }
      if (event.type === 'PlaybookPublished') await this.keep(client, 'playbook', event.data, event.recordedAt);
    }
    await this.count(events, client);
  }

  /** The newest by the time it was recorded, whatever order the keys arrive in. */
  private async keep(client: PoolClient, name: string, data: unknown, recordedAt: string): Promise<void> {
    await client.query(
      `insert into ${this.schema}.company_fact as f (name, data, recorded_at) values ($1, $2, $3)
       on conflict (name) do update set data = excluded.data, recorded_at = excluded.recorded_at
       where f.recorded_at <= excluded.recorded_at`,
      [name, JSON.stringify(data), recordedAt],
    );
  }

  private async count(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    const counts = new Map<string, { record: string; event: string; n: number; first: string; last: string }>();
    for (const e of events) {
      if (!this.counted.includes(e.type) || !e.topic.includes('.crm.')) continue;
      const key = `${e.key}\n${e.type}`;
      const c = counts.get(key) ?? { record: e.key, event: e.type, n: 0, first: e.occurredAt, last: e.occurredAt };
      c.n += 1;
      if (e.occurredAt < c.first) c.first = e.occurredAt;
      if (e.occurredAt > c.last) c.last = e.occurredAt;
      counts.set(key, c);
    }
    const rows = [...counts.values()];
    if (rows.length === 0) return;
    await client.query(
      `insert into ${this.schema}.tally as t (record, event, count, first_at, last_at)
       select * from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[]) order by 1, 2
       on conflict (record, event) do update set count = t.count + excluded.count,
         first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)`,
      [
        rows.map((r) => r.record),
        rows.map((r) => r.event),
        rows.map((r) => r.n),
        rows.map((r) => r.first),
        rows.map((r) => r.last),
      ],
    );
  }

  async winCurve(db: Pool): Promise<WinCurve | null> {
    return this.fact<WinCurve>(db, 'win-curve');
  }

  async lastImport(db: Pool): Promise<LastImport | null> {
    return this.fact<LastImport>(db, 'import');
  }

  /** Proposal that was signed last; null while nothing was published. */
  async publishedPlaybookId(db: Pool): Promise<string | null> {
    const { rows } = await db.query<{ id: string }>(
      `select data->>'proposalId' as id from ${this.schema}.company_fact where name = 'playbook'`,
    );
    return rows[0]?.id ?? null;
  }

  async publishedPlaybook(db: Pool): Promise<PublishedPlaybook | null> {
    return this.fact<PublishedPlaybook>(db, 'playbook');
  }

  private async fact<T>(db: Pool, name: string): Promise<T | null> {
    const { rows } = await db.query<{ data: T }>(`select data from ${this.schema}.company_fact where name = $1`, [
      name,
    ]);
    return rows[0]?.data ?? null;
  }

  /** Counts of some records, or of all when none are named. Key: `{record}\n{event}`. */
  async tallies(db: Pool, records: readonly RecordRef[] | null): Promise<Map<string, Tally>> {
    if (this.counted.length === 0) return new Map();
    const { rows } = await db.query<{ record: string; event: string; count: number; first_at: Date; last_at: Date }>(
      `select record, event, count, first_at, last_at from ${this.schema}.tally
       where $1::text[] is null or record = any($1)`,
      [records],
    );
    return new Map(
      rows.map((r) => [
        `${r.record}\n${r.event}`,
        { count: r.count, firstAt: r.first_at.toISOString(), lastAt: r.last_at.toISOString() },
      ]),
    );
  }

  /** Whether the mirror holds any row of a type, or any with a value in the field. */
  async holds(db: Pool, type: string, field?: string): Promise<boolean> {
    const { rows } = await db.query<{ held: boolean }>(
      `select exists(select from ${this.schema}.mirror
         where record_type = $1 and ($2::text is null or fields ->> $2 is not null)) as held`,
      [type, field ?? null],
    );
    return rows[0]?.held ?? false;
  }
}
