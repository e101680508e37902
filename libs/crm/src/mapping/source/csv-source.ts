import { parseTable, type Table } from '../../csv/table';
import type {
  FieldDescription,
  FieldOption,
  HostedKind,
  HostedRecord,
  HostedValues,
  ObjectDescription,
} from '../../hosted/port';
import type { CrmSource } from '../discover/discover';
import { normalName, normalObject } from '../discover/names';
import { MappingRefused } from '../problems';
import { columnType, typedValue } from './column-types';

export interface CsvFile {
  name: string;
  text: string;
}

/**
 * A CRM as a loader exports it: one CSV file an object, columns named after its fields. Two-object files
 * (`deal_company.csv`) become associations, pipeline files become the stages of deals and tickets.
 * @throws MappingRefused naming file and row
 */
export function readCsvSource(files: readonly CsvFile[]): CrmSource {
  const tables = new Map(files.map((file) => [file.name.replace(/\.[^.]*$/, ''), read(file)]));
  const kinds = new Set([...tables.keys()].map(normalObject));
  const crm: HostedKind = kinds.has('deal') || kinds.has('company') ? 'hubspot' : 'salesforce';
  const links = [...tables].flatMap(([name, table]) => linksOf(name, table) ?? []);
  const linked = new Set(links.map((l) => l.file));
  const objects: ObjectDescription[] = [];
  const records: HostedRecord[] = [];
  for (const [name, table] of tables) {
    if (linked.has(name)) continue;
    const fields = table.columns.map((column, index) => describe(column, cells(table, index), crm));
    const own = links.filter((l) => l.from === normalObject(name));
    addOptions(fields, tables, normalObject(name));
    for (const { to } of own) fields.push({ ...blank(`associations.${to}`), type: 'reference' });
    objects.push({ name, label: name, custom: false, createable: true, updateable: true, fields });
    for (const row of table.rows) records.push(recordOf(name, table, row.cells, fields, own, crm));
  }
  return { crm, objects, records };
}

function read({ name, text }: CsvFile): Table {
  const result = parseTable(name, text);
  if ('table' in result) return result.table;
  const { row: line, message, remedy } = result.problem;
  throw new MappingRefused([{ file: name, line, key: '', message, remedy }]);
}

const cells = (table: Table, index: number): string[] => table.rows.map((r) => r.cells[index]!).filter((c) => c !== '');

const blank = (name: string): FieldDescription => ({
  ...{ name, label: name, type: 'text', options: [], references: [], createable: true, updateable: true },
  // Exports mark a company's own fields as the APIs do, by their ending.
  ...{ custom: /_c$/.test(name), unique: false, history: false },
});

const describe = (name: string, values: readonly string[], crm: HostedKind): FieldDescription => ({
  ...blank(name),
  type: columnType(name, values),
  ...(crm === 'salesforce' && READ_ONLY.has(normalName(name)) ? { createable: false, updateable: false } : {}),
});

const READ_ONLY = new Set(['createddate', 'laststagechangedate', 'lastactivitydate', 'completeddatetime']);

interface Links {
  file: string;
  /** Object that refers, and HubSpot's name of the objects referred to. */
  from: string;
  to: string;
  ids: ReadonlyMap<string, string[]>;
}

const PLURALS: Readonly<Record<string, string>> = { company: 'companies', contact: 'contacts', deal: 'deals' };

/** `deal_company.csv` with `deal_id` and `company_id`; `engagement_contact.csv` speaks of every kind of engagement. */
function linksOf(file: string, table: Table): Links[] | null {
  const [, from, to] = /^(deal|ticket|engagement|contact)_(company|contact|deal)$/.exec(file) ?? [];
  if (!from || !to) return null;
  const [a, b] = [table.columns.indexOf(`${from}_id`), table.columns.indexOf(`${to}_id`)];
  if (a < 0 || b < 0) return null;
  const ids = new Map<string, string[]>();
  for (const { cells: row } of table.rows) ids.set(row[a]!, [...(ids.get(row[a]!) ?? []), row[b]!]);
  const objects = from === 'engagement' ? ['call', 'email', 'meeting', 'note', 'task'] : [from];
  return objects.map((object) => ({ file, from: object, to: PLURALS[to]!, ids }));
}

/** Stages of `deal_pipeline_stage.csv` as options of the field that names one. */
function addOptions(fields: FieldDescription[], tables: ReadonlyMap<string, Table>, object: string): void {
  const table = tables.get(`${object}_pipeline_stage`);
  const index = fields.findIndex((f) => /(pipeline_stage(_id)?|dealstage)$/.test(f.name));
  if (!table || index < 0) return;
  const column = (name: string) => table.columns.indexOf(name);
  const options = table.rows.map(({ cells: row }): FieldOption => {
    const cell = (name: string) => row[column(name)];
    const probability = cell('probability');
    return {
      ...{ value: cell('stage_id') ?? '', label: cell('label') ?? '', active: isTrue(cell('active')) },
      ...(cell('pipeline_id') ? { pipeline: cell('pipeline_id')! } : {}),
      ...{ closed: isTrue(cell('is_closed')), won: isTrue(cell('closed_won')) },
      ...(probability ? { probability: Number(probability) } : {}),
    };
  });
  fields[index] = { ...fields[index]!, type: 'choice', options };
}

const isTrue = (cell: string | undefined): boolean => cell?.toLowerCase() === 'true';

function recordOf(
  object: string,
  table: Table,
  row: readonly string[],
  fields: readonly FieldDescription[],
  links: readonly Links[],
  crm: HostedKind,
): HostedRecord {
  const at = (...names: string[]) => {
    const index = table.columns.findIndex((c) => names.includes(c));
    return index < 0 ? '' : row[index]!;
  };
  const id = at('id', `${normalObject(object)}_id`, 'engagement_id');
  const values: HostedValues = {};
  table.columns.forEach((column, i) => (values[column] = typedValue(row[i]!, fields[i]!.type, crm)));
  for (const { to, ids } of links) values[`associations.${to}`] = ids.get(id) ?? [];
  const changed = at('system_modstamp', 'last_modified_date', 'property_hs_lastmodifieddate', '_fivetran_synced');
  const instant = typedValue(changed, 'instant', crm);
  return {
    ...{ object, id, values, modifiedAt: new Date(typeof instant === 'string' ? instant : 0) },
    modifiedBy: at('last_modified_by_id') || null,
    state: isTrue(at('is_deleted')) || isTrue(at('_fivetran_deleted')) ? 'deleted' : 'live',
    ours: false,
  };
}
