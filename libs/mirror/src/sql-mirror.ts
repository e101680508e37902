import type { RecordType } from '@salesagent/canon/sales';
import { schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { isOpen, knownField, type MirrorFilter, type MirrorReader, type MirrorRow } from './reader';

interface Row {
  record_type: RecordType;
  record_id: string;
  record_version: number;
  fields: Record<string, unknown>;
}

const COLUMNS = 'record_type, record_id, record_version, fields';

export function toMirrorRow(row: Row): MirrorRow {
  return { type: row.record_type, id: row.record_id, version: row.record_version, fields: row.fields };
}

/** The mirror as it is in the database now, or in the transaction of the client it is given. */
export class SqlMirror implements MirrorReader {
  private readonly schema: string;

  constructor(
    private readonly db: Pool | PoolClient,
    schema: string,
  ) {
    this.schema = schemaName(schema);
  }

  async get(type: RecordType, id: string): Promise<MirrorRow | null> {
    return (await this.many(type, [id])).get(id) ?? null;
  }

  async many(type: RecordType, ids: readonly string[]): Promise<Map<string, MirrorRow>> {
    const rows = await this.select('record_type = $1 and record_id = any($2::text[])', [type, ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  where(type: RecordType, field: string, value: string | number | boolean): Promise<MirrorRow[]> {
    // The field is written out, for an index on an expression is only found by the same expression.
    return this.select(`record_type = $1 and fields ->> '${knownField(type, field)}' = $2`, [type, String(value)]);
  }

  async all(type: RecordType, filter?: MirrorFilter): Promise<MirrorRow[]> {
    const rows = await this.select('record_type = $1', [type]);
    return filter === 'open' ? rows.filter(isOpen) : rows;
  }

  private async select(where: string, values: unknown[]): Promise<MirrorRow[]> {
    const { rows } = await this.db.query<Row>(
      `select ${COLUMNS} from ${this.schema}.mirror where ${where} order by record_id`,
      values,
    );
    return rows.map(toMirrorRow);
  }
}
