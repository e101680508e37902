import type { Projection } from '@salesagent/bus';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { DELETED } from '@salesagent/canon/kpi';
import { schemaName } from '@salesagent/event-store';
import { BusinessClockProjection } from '@salesagent/mirror';
import type { PoolClient } from 'pg';
import { DECLARED } from './declared';

interface Row {
  type: string;
  id: string;
  field: string;
  sequence: number;
  value: unknown;
  occurred: string;
  recorded: string;
}

/** Keeps the dated intervals of the declared fields; one insert and one update a batch, however large. */
export class IntervalProjection {
  private readonly schema: string;

  constructor(options: { schema: string }) {
    this.schema = schemaName(options.schema);
  }

  /** Records a batch and tells whoever keeps what it read. Returns how many statements about fields were recorded. */
  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<number> {
    const recorded = await this.record(events, client);
    if (recorded > 0) await this.changed(client);
    return recorded;
  }

  /** Only the intervals themselves. */
  async record(events: readonly IntegrationEvent[], client: PoolClient): Promise<number> {
    const rows = events.flatMap(rowsOf);
    if (rows.length === 0) return 0;
    const columns = [
      rows.map((r) => r.type),
      rows.map((r) => r.id),
      rows.map((r) => r.field),
      rows.map((r) => r.sequence),
      rows.map((r) => JSON.stringify(r.value ?? null)),
      rows.map((r) => r.occurred),
      rows.map((r) => r.recorded),
    ];
    await client.query({
      name: `ops-intervals-${this.schema}`,
      text: `insert into ${this.schema}.record_interval
        (record_type, record_id, field, sequence, value, occurred_at, recorded_at, valid)
      select t, i, f, s, v::jsonb, o, r, tstzrange(o, lead(o) over (partition by t, i, f order by o, s))
      from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::timestamptz[])
        as u(t, i, f, s, v, o, r)
      on conflict do nothing`,
      values: columns,
    });
    await this.endOlder(rows, client);
    return rows.length;
  }

  /** Makes whoever keeps what it read of the intervals read them again. */
  async changed(client: PoolClient): Promise<void> {
    await client.query(
      `insert into ${this.schema}.projection_version (version) values (1)
       on conflict (only_row) do update set version = projection_version.version + 1`,
    );
  }

  /**
   * A new statement ends the one before it, or is ended by a later one. Nothing is known of a record before its first
   * event, so only later events can meet older rows; each field's rows are found by the key.
   */
  private async endOlder(rows: readonly Row[], client: PoolClient): Promise<void> {
    const later = rows.filter((r) => r.sequence > 1);
    if (later.length === 0) return;
    await client.query({
      name: `ops-intervals-end-${this.schema}`,
      text: `with ranges as materialized (
        select u.t, u.i, u.f, r.sequence, r.valid, r.now
        from (select distinct t, i, f from unnest($1::text[], $2::text[], $3::text[]) as x(t, i, f)) u
        cross join lateral (
          select sequence, valid, tstzrange(occurred_at, lead(occurred_at) over (order by occurred_at, sequence)) as now
          from ${this.schema}.record_interval where record_type = u.t and record_id = u.i and field = u.f offset 0
        ) r
        where r.valid is distinct from r.now
      )
      update ${this.schema}.record_interval r set valid = ranges.now from ranges
      where r.record_type = ranges.t and r.record_id = ranges.i and r.field = ranges.f and r.sequence = ranges.sequence`,
      values: [later.map((r) => r.type), later.map((r) => r.id), later.map((r) => r.field)],
    });
  }
}

/** The dated intervals and the business clock, as a projection that can be built again. */
export function intervalsOf(schema: string): Projection {
  return {
    name: 'ops-analyst.intervals',
    tables: ['record_interval', 'business_clock'],
    into: (into) => {
      const intervals = new IntervalProjection({ schema: into });
      const clock = new BusinessClockProjection({ schema: into });
      return async (events, client) => {
        await intervals.record(events, client);
        await clock.apply(events, client);
      };
    },
    swapped: (client) => new IntervalProjection({ schema }).changed(client),
  };
}

function rowsOf(event: IntegrationEvent): Row[] {
  if (!event.topic.includes('.crm.') || event.topic.endsWith('.crm.import')) return [];
  const { recordType, recordId, set } = event.data as RecordEventData;
  const fields = DECLARED[recordType];
  if (!fields) return [];
  const base = {
    type: recordType as string,
    id: recordId,
    sequence: event.sequence,
    occurred: event.occurredAt,
    recorded: event.recordedAt,
  };
  const rows = Object.entries(set)
    .filter(([field]) => fields.includes(field))
    .map(([field, value]): Row => ({ ...base, field, value }));
  if (event.type === 'RecordDeleted') rows.push({ ...base, field: DELETED, value: true });
  return rows;
}
