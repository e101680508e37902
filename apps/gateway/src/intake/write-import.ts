import type { ClientBase } from 'pg';
import { RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import {
  ImportRefused,
  insertRecords,
  LOAD_ORDER,
  tableOf,
  updateRecords,
  type ExportReading,
  type FieldValues,
  type ImportRecord,
  type KnownKeys,
  type NewRow,
} from '@salesagent/crm';
import { providedFields } from './provided-fields';

/** Keys the CRM knows, as `readExport` wants them: ids and remembered names, normalised, → id. */
export async function loadKnownKeys(client: ClientBase): Promise<KnownKeys> {
  const ids = RECORD_TYPES.map((t) => `select '${t}' as type, lower(id) as key, id from ${tableOf(t)}`).join(
    ' union all ',
  );
  const { rows } = await client.query<{ type: RecordType; key: string; id: string }>(
    `${ids} union all select record_type, key, record_id from crm.import_key`,
  );
  const known = new Map<RecordType, Map<string, string>>(RECORD_TYPES.map((type) => [type, new Map()]));
  for (const { type, key, id } of rows) known.get(type)!.set(key, id);
  return known;
}

/** The currency most deals of the CRM are in, as KPIs take it; null when none says one. */
export async function companyCurrency(client: ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ currency: string }>(
    `select currency from ${tableOf('opportunity')} where currency is not null and not deleted group by 1 order by count(*) desc, 1 limit 1`,
  );
  return rows[0]?.currency ?? null;
}

/**
 * A home holds one company. Two exports of one company share accounts, people or deals; where none of a
 * non-empty CRM's is known to the new export, it is another company's.
 */
export function refuseAnotherCompany(reading: ExportReading, known: KnownKeys): void {
  const held = (type: RecordType): Set<string> => new Set(known.get(type)?.values());
  const types = (['person', 'account', 'opportunity'] as const).filter((type) => held(type).size > 0);
  if (types.length === 0) return;
  const shared = types.some((type) => {
    const ids = held(type);
    return [...reading.records.values()].flat().some((record) => mentions(record, type, ids));
  });
  if (shared) return;
  throw new ImportRefused([
    {
      code: 'other-company',
      file: null,
      row: null,
      message: 'none of the accounts, people and deals in these files is known here: this is another company’s export',
      remedy:
        'a home holds one company; start a second one with SALESAGENT_HOME=<another folder> npm start -- --import <folder>',
    },
  ]);
}

function mentions(record: ImportRecord, type: RecordType, ids: ReadonlySet<string>): boolean {
  if (record.type === type) return ids.has(record.id!);
  const referring = type === 'person' ? record.fields['ownerId'] : record.fields[`${type}Id`];
  return typeof referring === 'string' && ids.has(referring);
}

export interface WrittenCounts {
  created: Partial<Record<RecordType, number>>;
  changed: Partial<Record<RecordType, number>>;
}

/**
 * Writes what an export says into the CRM, in the caller's transaction. Compared with what the last import said,
 * not with what the CRM holds: a repeated import writes nothing, and a person's edit stays until the file itself
 * says something new about that field. A record that was deleted in the CRM stays deleted.
 */
export async function writeImport(client: ClientBase, reading: ExportReading): Promise<WrittenCounts> {
  const counts: WrittenCounts = { created: {}, changed: {} };
  const provided = providedFields(reading.report);
  for (const type of LOAD_ORDER) {
    const records = reading.records.get(type) ?? [];
    if (records.length === 0) continue;
    const said = await lastSaid(client, type, records);
    const present = await existing(client, type, records);
    const [inserts, updates, memory]: [NewRow[], NewRow[], NewRow[]] = [[], [], []];
    for (const { id, fields, file } of records) {
      const before = said.get(id!) ?? {};
      const news = whatIsNew(before, fields, provided.get(file) ?? new Set());
      if (said.has(id!) && Object.keys(news).length === 0) continue;
      memory.push({ id: id!, fields: { ...before, ...news } });
      const state = present.get(id!);
      if (state === undefined) inserts.push({ id: id!, fields });
      else if (state === 'there') updates.push({ id: id!, fields: news });
    }
    await insertRecords(client, type, inserts);
    await updateRecords(client, type, updates);
    await remember(client, type, memory);
    if (inserts.length > 0) counts.created[type] = inserts.length;
    if (updates.length > 0) counts.changed[type] = updates.length;
  }
  await rememberKeys(client, reading.naturalKeys);
  return counts;
}

/** Fields whose value in the file differs from what the last import said; a cell now empty clears the field. */
export function whatIsNew(before: FieldValues, now: FieldValues, provided: ReadonlySet<string>): FieldValues {
  const news: FieldValues = {};
  for (const [field, value] of Object.entries(now)) {
    if (JSON.stringify(before[field] ?? null) !== JSON.stringify(value ?? null)) news[field] = value;
  }
  for (const [field, value] of Object.entries(before)) {
    if (value !== null && now[field] === undefined && provided.has(field)) news[field] = null;
  }
  return news;
}

async function lastSaid(
  client: ClientBase,
  type: RecordType,
  records: ImportRecord[],
): Promise<Map<string, FieldValues>> {
  const { rows } = await client.query<{ record_id: string; fields: FieldValues }>(
    'select record_id, fields from crm.imported where record_type = $1 and record_id = any($2)',
    [type, records.map((r) => r.id)],
  );
  return new Map(rows.map((row) => [row.record_id, row.fields]));
}

async function existing(
  client: ClientBase,
  type: RecordType,
  records: ImportRecord[],
): Promise<Map<string, 'there' | 'deleted'>> {
  const { rows } = await client.query<{ id: string; deleted: boolean }>(
    `select id, deleted from ${tableOf(type)} where id = any($1)`,
    [records.map((r) => r.id)],
  );
  return new Map(rows.map((row) => [row.id, row.deleted ? 'deleted' : 'there']));
}

async function remember(client: ClientBase, type: RecordType, rows: NewRow[]): Promise<void> {
  await client.query(
    `insert into crm.imported (record_type, record_id, fields)
     select $1, x.id, x.fields from jsonb_to_recordset($2::jsonb) as x(id text, fields jsonb)
     on conflict (record_type, record_id) do update set fields = excluded.fields`,
    [type, JSON.stringify(rows)],
  );
}

async function rememberKeys(client: ClientBase, keys: ExportReading['naturalKeys']): Promise<void> {
  await client.query(
    `insert into crm.import_key (record_type, key, record_id)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    [keys.map((k) => k.type), keys.map((k) => k.key), keys.map((k) => k.id)],
  );
}
