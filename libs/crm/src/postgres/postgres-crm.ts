import type { ClientBase, Pool } from 'pg';
import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import { checkFields } from '../edit';
import { RecordConflict, RecordNotFound } from '../errors';
import { CursorExpired } from '../hosted/errors';
import type { MayBegin } from '../hosted/port';
import type {
  CrmChange,
  CrmConnector,
  CrmRecord,
  CrmWrite,
  FieldValues,
  RecordState,
  StatePage,
  WriteOutcome,
  WriteResult,
  Writer,
} from '../port';
import { columnsOf, fromColumns, tableOf } from './columns';
import { insertRecords, readRecords, toRecord, updateRecords, writeAs, type Queryable } from './statements';

/** Records and changes read at once. */
const PAGE = 1_000;

/** A change captured for an import as a whole (its end), which is about no single record. */
export const IMPORT_MARKER = 'import';

export interface ListOptions {
  /** Rows whose column holds one of these values, by canon field. */
  where?: Record<string, readonly (string | number | boolean)[]>;
  /** Extra predicate over the table alias `t`, for instance row visibility; its parameters start at $1. */
  predicate?: { sql: string; params: unknown[] };
  limit: number;
  /** Continue after this id. */
  after?: string;
}

/** Our own CRM on Postgres: conditional writes are strong, changes are captured in the writer's transaction. */
export class PostgresCrm implements CrmConnector {
  readonly conditionalWrite = 'strong' as const;

  constructor(private readonly pool: Pool) {}

  types(): readonly RecordType[] {
    return RECORD_TYPES;
  }

  /** One record with its version; `null` where there is none or it was deleted. */
  async find<R extends RecordType>(type: R, id: string, client: Queryable = this.pool): Promise<CrmRecord<R> | null> {
    return (await readRecords(client, type, [id])).get(id) ?? null;
  }

  async read(type: RecordType, ids: readonly string[]): Promise<Map<string, RecordState>> {
    const records = await readRecords(this.pool, type, ids);
    return new Map([...records].map(([id, record]) => [id, stateOf(record)]));
  }

  async position(): Promise<string> {
    const { rows } = await this.pool.query<{ cursor: string }>(
      `select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1) || '/9223372036854775807' as cursor`,
    );
    return rows[0]!.cursor;
  }

  async backfill(type: RecordType, cursor: string | null): Promise<StatePage> {
    const records = await this.list(type, { limit: PAGE, ...(cursor ? { after: cursor } : {}) });
    return {
      states: records.map(stateOf),
      cursor: records.at(-1)?.id ?? cursor ?? '',
      more: records.length === PAGE,
    };
  }

  async changesSince(cursor: string): Promise<StatePage> {
    if (!/^\d+\/\d+$/.test(cursor)) throw new CursorExpired(`"${cursor}" is no cursor of the Postgres CRM`);
    const page = await readChangesAndMarkers(this.pool, cursor, PAGE);
    const states = page.entries.flatMap((entry) => (entry.operation === 'import' ? [] : [changeAsState(entry)]));
    return { states, cursor: page.cursor ?? cursor, more: page.entries.length === PAGE };
  }

  async list<R extends RecordType>(type: R, options: ListOptions): Promise<CrmRecord<R>[]> {
    const params: unknown[] = [...(options.predicate?.params ?? [])];
    const conditions = ['not t.deleted'];
    if (options.predicate) conditions.push(`(${options.predicate.sql})`);
    for (const [field, values] of Object.entries(options.where ?? {})) {
      const column = columnsOf(type).find((c) => c.field === field);
      if (!column) throw new Error(`${type} has no field "${field}"`);
      params.push(values.map(String));
      conditions.push(`t."${column.column}"::text = any($${params.length})`);
    }
    if (options.after) {
      params.push(options.after);
      conditions.push(`t.id > $${params.length}`);
    }
    params.push(options.limit);
    const { rows } = await this.pool.query<{ record: Parameters<typeof toRecord>[1] }>(
      `select to_jsonb(t) as record from ${tableOf(type)} t where ${conditions.join(' and ')}
       order by t.id limit $${params.length}`,
      params,
    );
    return rows.map(({ record }) => toRecord(type, record));
  }

  /** Runs `work` in one transaction as `writer`. */
  async transact<T>(writer: Writer, work: (client: ClientBase) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await writeAs(client, writer);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** One after the other, each in a transaction of its own: compared and written in one step. */
  async writeMany(writes: readonly CrmWrite[], writer: Writer, mayBegin?: MayBegin): Promise<WriteOutcome[]> {
    const outcomes: WriteOutcome[] = [];
    for (const write of writes) {
      try {
        await mayBegin?.();
        outcomes.push({ result: await this.write(write, writer) });
      } catch (error) {
        outcomes.push({ error });
      }
    }
    return outcomes;
  }

  /** @throws RecordConflict, RecordNotFound, InvalidField */
  async write(write: CrmWrite, writer: Writer): Promise<WriteResult> {
    checkFields(write.type, write.set);
    return this.transact(writer, async (client) => {
      await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`crm.written:${write.key}`]);
      const { rows } = await client.query<{ result: WriteResult }>('select result from crm.written where key = $1', [
        write.key,
      ]);
      if (rows[0]) return rows[0].result;
      const result = { ...(await writeRecord(client, write)), id: write.id, restored: {} };
      await client.query('insert into crm.written (key, result) values ($1, $2)', [write.key, JSON.stringify(result)]);
      return result;
    });
  }

  /** Marks a record as deleted; its history and version go on. */
  async remove(client: ClientBase, type: RecordType, id: string): Promise<void> {
    const result = await client.query(`update ${tableOf(type)} set deleted = true where id = $1 and not deleted`, [id]);
    if (result.rowCount === 0) throw new RecordNotFound(type, id);
  }
}

/** One record as a write found and left it, of the fields it set. */
export interface RowWritten {
  before: FieldValues | null;
  after: FieldValues;
  version: number;
}

function stateOf(record: CrmRecord): RecordState {
  return {
    type: record.type,
    id: record.id,
    fields: record.fields,
    changedAt: new Date(record.updatedAt),
    by: record.updatedBy,
    ours: false,
    state: 'live',
  };
}

function changeAsState(change: CrmChange): RecordState {
  return {
    type: change.recordType,
    id: change.recordId,
    // A capture leaves empty columns out; what was there before and is not now was cleared.
    fields: { ...emptied(change.before), ...change.after },
    changedAt: change.changedAt,
    by: change.by,
    ours: false,
    state: change.operation === 'delete' ? 'deleted' : 'live',
  };
}

function emptied(before: FieldValues | null): FieldValues {
  return Object.fromEntries(Object.keys(before ?? {}).map((field) => [field, null]));
}

/**
 * Writes one record inside the caller's transaction: locked, compared with `expect` and `expectedVersion`, then
 * written. A person's edit in between is a `RecordConflict`, never overwritten.
 */
export async function writeRecord(client: ClientBase, write: Omit<CrmWrite, 'key'>): Promise<RowWritten> {
  const current = (await readRecords(client, write.type, [write.id], true)).get(write.id);
  if (write.operation === 'create') {
    if (current) throw new RecordConflict(write.type, write.id, 'no such record', current.version, 'it exists already');
    await insertRecords(client, write.type, [{ id: write.id, fields: write.set }]);
  } else {
    if (!current) throw new RecordNotFound(write.type, write.id);
    compare(current, write);
    if (write.operation === 'delete') {
      await client.query(`update ${tableOf(write.type)} set deleted = true where id = $1`, [write.id]);
      return { before: current.fields, after: {}, version: current.version + 1 };
    }
    await updateRecords(client, write.type, [{ id: write.id, fields: write.set }]);
  }
  const after = (await readRecords(client, write.type, [write.id])).get(write.id)!;
  return {
    before: current ? pick(current.fields, write.set) : null,
    after: pick(after.fields, write.set),
    version: after.version,
  };
}

function compare(current: CrmRecord, write: Omit<CrmWrite, 'key'>): void {
  if (write.expectedVersion !== undefined && write.expectedVersion !== current.version) {
    const detail = `it is at version ${current.version}, not ${write.expectedVersion}`;
    throw new RecordConflict(write.type, write.id, write.expectedVersion, current.version, detail);
  }
  const fields: FieldValues = current.fields;
  for (const [field, expected] of Object.entries(write.expect ?? {})) {
    if (JSON.stringify(fields[field] ?? null) !== JSON.stringify(expected ?? null)) {
      const detail = `${field} no longer holds the value the change was decided on (changed by ${current.updatedBy})`;
      throw new RecordConflict(write.type, write.id, expected, fields[field] ?? null, detail);
    }
  }
}

/** The values of the fields that `like` names, `null` where unknown. */
export function pick(fields: FieldValues, like: FieldValues): FieldValues {
  return Object.fromEntries(Object.keys(like).map((field) => [field, fields[field] ?? null]));
}

interface ChangeRow {
  position: string;
  transaction_id: string;
  record_type: string;
  record_id: string;
  version: number;
  operation: CrmChange['operation'] | 'import';
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  by: string;
  cause: string;
  import_id: string | null;
  changed_at: Date;
}

/** The end of an import, as captured: what its events are followed by. */
export interface ImportMarker {
  position: string;
  operation: 'import';
  importId: string;
  summary: Record<string, unknown>;
}

/**
 * Changes after `cursor` of transactions that are settled, so a late commit is never skipped, with the markers that
 * close an import.
 */
export async function readChangesAndMarkers(
  client: Queryable,
  cursor: string | null,
  limit: number,
): Promise<{ entries: (CrmChange | ImportMarker)[]; cursor: string | null }> {
  const [transaction, position] = (cursor ?? '0/0').split('/');
  const { rows } = await client.query<ChangeRow>(
    `select position, transaction_id, record_type, record_id, version, operation, before, after, "by", cause,
            import_id, changed_at
     from crm.change
     where (transaction_id, position) > ($1::text::xid8, $2::bigint)
       and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     order by transaction_id, position limit $3`,
    [transaction, position, limit],
  );
  const last = rows.at(-1);
  return { entries: rows.map(toEntry), cursor: last ? `${last.transaction_id}/${last.position}` : null };
}

function toEntry(row: ChangeRow): CrmChange | ImportMarker {
  if (row.operation === 'import') {
    return { position: row.position, operation: 'import', importId: row.import_id!, summary: row.after ?? {} };
  }
  const recordType = row.record_type as RecordType;
  if (!RECORD_TYPES.includes(recordType)) throw new Error(`crm.change names an unknown record type "${recordType}"`);
  return {
    position: row.position,
    recordType,
    recordId: row.record_id,
    version: row.version,
    operation: row.operation,
    before: row.before && fromColumns(recordType, row.before),
    after: row.after && fromColumns(recordType, row.after),
    by: row.by,
    cause: row.cause,
    importId: row.import_id,
    changedAt: row.changed_at,
  };
}
