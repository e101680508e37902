import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { DELETED } from '@salesagent/canon/kpi';
import { schemaName } from '@salesagent/event-store';
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

  /** Returns how many statements about fields were recorded. */
  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<number> {
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
    // Only where the field was known before does a new statement end an older one.
    await client.query({
      name: `ops-intervals-end-${this.schema}`,
      text: `with touched as (
        select distinct t, i, f from unnest($1::text[], $2::text[], $3::text[]) as u(t, i, f)
      ), ranges as (
        select r.record_type, r.record_id, r.field, r.sequence, r.valid,
          tstzrange(r.occurred_at, lead(r.occurred_at) over (
            partition by r.record_type, r.record_id, r.field order by r.occurred_at, r.sequence)) as now
        from touched join ${this.schema}.record_interval r on r.record_type = t and r.record_id = i and r.field = f
      )
      update ${this.schema}.record_interval r set valid = ranges.now from ranges
      where ranges.valid is distinct from ranges.now and r.record_type = ranges.record_type
        and r.record_id = ranges.record_id and r.field = ranges.field and r.sequence = ranges.sequence`,
      values: columns.slice(0, 3),
    });
    await client.query(
      `insert into ${this.schema}.projection_version (version) values (1)
       on conflict (only_row) do update set version = projection_version.version + 1`,
    );
    return rows.length;
  }
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
