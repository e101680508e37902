import type { IntegrationEvent } from '@salesagent/canon/events';
import { parseRecordRef, recordRef } from '@salesagent/canon/sales';
import { schemaName, WriteBehind, type KeyedTable } from '@salesagent/event-store';
import type { PoolClient } from 'pg';
import { foldEvents, type Declarations } from './fold';
import { deleteMirror, upsertMirror, type MirrorRecord } from './mirror-rows';

/** The mirror as a rebuild makes it: the same rows as {@link MirrorProjection}, written when they are done with. */
export class MirrorBuilding {
  private readonly rows: WriteBehind<MirrorRecord>;

  /** @param most rows kept in memory (10,000) */
  constructor(
    private readonly options: { schema: string; declares: Declarations },
    most?: number,
  ) {
    const schema = schemaName(options.schema);
    const table: KeyedTable<MirrorRecord> = {
      read: (refs, client) => readMirror(schema, refs, client),
      write: async (rows, client) => {
        // Gone first: laid over what is there, a row that began anew would keep fields of the one before.
        await deleteMirror(schema, [...rows.keys()].map(parseRecordRef), client);
        await upsertMirror(
          schema,
          [...rows.values()].filter((row) => row !== null),
          client,
        );
      },
    };
    this.rows = new WriteBehind(table, most);
  }

  async apply(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
    const effects = foldEvents(events, this.options.declares);
    await this.rows.begin(
      effects.map(({ type, id }) => recordRef(type, id)),
      client,
    );
    for (const { replaces, set, ...row } of effects) {
      const ref = recordRef(row.type, row.id);
      const before = replaces ? null : this.rows.get(ref);
      this.rows.set(ref, set && { ...row, set: { ...before?.set, ...set } });
    }
  }

  committed(): void {
    this.rows.committed();
  }

  complete(client: PoolClient): Promise<void> {
    return this.rows.complete(client);
  }
}

async function readMirror(
  schema: string,
  refs: readonly string[],
  client: PoolClient,
): Promise<Map<string, MirrorRecord>> {
  const { rows } = await client.query<MirrorRecord>({
    name: `mirror-rows-${schema}`,
    text: `select record_type as type, record_id as id, record_version as version, fields as set,
             to_json(updated_at) as "updatedAt"
           from unnest($1::text[], $2::text[]) as r(record_type, record_id)
           join ${schema}.mirror using (record_type, record_id)`,
    values: [refs.map((ref) => parseRecordRef(ref).type), refs.map((ref) => parseRecordRef(ref).id)],
  });
  return new Map(rows.map((row) => [recordRef(row.type, row.id), row]));
}
