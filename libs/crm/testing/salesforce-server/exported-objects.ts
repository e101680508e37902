import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { seconds, type Row, type Value } from './rows';
import type { SalesforceField, SalesforceObject, SalesforceType } from './schema';
import type { SalesforceServer } from './salesforce-server';

/** Real columns of Salesforce objects, outside the repository; suites that read them are skipped without. */
export const EXPORTED_OBJECTS = join(__dirname, '../../../../../shared/data/salesforce-objects');
export const hasExportedObjects = existsSync(EXPORTED_OBJECTS);

/** Files, and the first characters of their objects' ids. */
const FILES: Record<string, [object: string, prefix: string]> = {
  user: ['User', '005'],
  account: ['Account', '001'],
  contact: ['Contact', '003'],
  lead: ['Lead', '00Q'],
  opportunity: ['Opportunity', '006'],
  task: ['Task', '00T'],
  event: ['Event', '00U'],
};

/** Columns that every object has, or that are the exporter's own. */
const NOT_FIELDS =
  /^(_|id$|is_deleted$|created_(date|by_id)$|last_modified_(date|by_id)$|system_modstamp$|master_record_id$)/;

export interface ExportedObject {
  object: SalesforceObject;
  rows: { id: string; deleted: boolean; values: Row }[];
}

export function exportedObjects(): ExportedObject[] {
  return Object.entries(FILES).map(([file, [name, prefix]]) => {
    const records = parse(readFileSync(join(EXPORTED_OBJECTS, `${file}.csv`)), { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    const columns = Object.keys(records[0]!).filter((column) => !NOT_FIELDS.test(column));
    const fields: SalesforceField[] = columns.map((column) => ({
      name: fieldName(column),
      type: typeOf(records.map((record) => record[column] ?? '')),
    }));
    const rows = records.map((record) => ({
      id: record['id'] ?? '',
      deleted: record['is_deleted'] === 'true',
      values: Object.fromEntries(
        fields.map(({ name: field, type }, index) => [field, valueOf(record[columns[index]!] ?? '', type)]),
      ),
    }));
    return { object: { name, prefix, fields, mergeable: name !== 'Opportunity', changeEvents: true }, rows };
  });
}

export function seedExported(server: SalesforceServer, username: string, exported: readonly ExportedObject[]): void {
  const actor = { userId: server.people.get(username)!.id, origin: '' };
  for (const { object, rows } of exported) {
    for (const { id, deleted, values } of rows)
      server.org.seed(object.name, values, actor, { Id: id, IsDeleted: deleted });
  }
}

/** `billing_city` → `BillingCity`, `deal_size_c` → `Deal_Size__c`, as exporters turn names round. */
function fieldName(column: string): string {
  const capital = (part: string) => part.charAt(0).toUpperCase() + part.slice(1);
  const custom = /^(.*)_c$/.exec(column);
  return custom ? `${custom[1]!.split('_').map(capital).join('_')}__c` : column.split('_').map(capital).join('');
}

function typeOf(texts: readonly string[]): SalesforceType {
  const filled = texts.filter(Boolean);
  const all = (pattern: RegExp) => filled.length > 0 && filled.every((text) => pattern.test(text));
  if (all(/^(true|false)$/i)) return 'boolean';
  if (all(/^\d{4}-\d{2}-\d{2}( 00:00:00)?$/)) return 'date';
  if (all(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/)) return 'datetime';
  if (all(/^-?\d{1,15}(\.\d+)?$/)) return 'double';
  return 'string';
}

function valueOf(text: string, type: SalesforceType): Value {
  if (type === 'boolean') return text.toLowerCase() === 'true';
  if (text === '') return null;
  if (type === 'date') return text.slice(0, 10);
  if (type === 'datetime') return seconds(new Date(`${text.slice(0, 19).replace(' ', 'T')}Z`));
  return type === 'double' ? Number(text) : text;
}
