import type { IntegrationEvent } from '@salesagent/canon/events';
import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { jsonList, schemaName } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import { foldEvents, type Declarations } from './fold';

/** A record whose mirror row changed, and which of the declared fields were set. */
export interface Touched {
  type: RecordType;
  id: string;
  fields: string[];
  deleted?: true;
}

/** Keeps the CRM records a service declared, and of them only the fields it declared; personal ones stay sealed. */
export class MirrorProjection {
  private readonly schema: string;

  constructor(private readonly options: { schema: string; declares: Declarations }) {
    this.schema = schemaName(options.schema);
    for (const [type, fields] of Object.entries(options.declares)) {
      for (const field of fields) {
        if (!fieldSpec(type as RecordType, field))
          throw new Error(`A mirror declares ${type}.${field}: no such field.`);
      }
    }
  }

  /** Topics to consume, without the company. */
  topics(): string[] {
    return Object.keys(this.options.declares).map((type) => `crm.${type}`);
  }

  /** Applies a batch in the consumer's transaction, with at most two statements; events of other kinds are passed by. */
  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<Touched[]> {
    const effects = foldEvents(events, this.options.declares);
    const gone = effects.filter((effect) => effect.replaces);
    if (gone.length > 0) {
      await client.query(
        `delete from ${this.schema}.mirror m using unnest($1::text[], $2::text[]) as g(type, id)
         where m.record_type = g.type and m.record_id = g.id`,
        [gone.map((effect) => effect.type), gone.map((effect) => effect.id)],
      );
    }
    const kept = effects.filter((effect) => effect.set !== null);
    if (kept.length > 0) {
      await client.query({
        name: `mirror-upsert-${this.schema}`,
        text: `insert into ${this.schema}.mirror as m (record_type, record_id, record_version, fields, updated_at)
               select * from unnest($1::text[], $2::text[], $3::int[], string_to_array($4, chr(31))::jsonb[], $5::timestamptz[])
               on conflict (record_type, record_id) do update set record_version = excluded.record_version,
                 fields = m.fields || excluded.fields, updated_at = excluded.updated_at`,
        values: [
          kept.map((effect) => effect.type),
          kept.map((effect) => effect.id),
          kept.map((effect) => effect.version),
          jsonList(kept.map((effect) => JSON.stringify(effect.set))),
          kept.map((effect) => effect.updatedAt),
        ],
      });
    }
    return effects.map(({ type, id, set }) =>
      set === null ? { type, id, fields: [], deleted: true } : { type, id, fields: Object.keys(set) },
    );
  }
}
