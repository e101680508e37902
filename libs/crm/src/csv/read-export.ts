import type { RecordType } from '@salesagent/canon/sales';
import { ImportRefused, type ImportProblem } from '../errors';
import { completeOpportunities, completePeople } from './complete';
import { decode } from './decode';
import { EMPTY_MAPPING, type Mapping } from './mapping';
import { inspect } from './quality';
import {
  checkMapping,
  normaliseKey,
  recogniseFile,
  recogniseReferences,
  settleDates,
  type RecognisedFile,
} from './recognise';
import { readRows, type ImportRecord } from './records';
import { References, type KnownKeys } from './references';
import { Findings, type FileReport, type ImportReport } from './report';
import { StageMap } from './stages';
import { parseTable, type Table } from './table';

export interface ExportFile {
  name: string;
  content: Buffer;
}

export interface ExportReading {
  /** In an order in which no record comes before one it refers to by type. */
  records: ReadonlyMap<RecordType, ImportRecord[]>;
  naturalKeys: { type: RecordType; key: string; id: string }[];
  report: ImportReport;
  /** What this CRM calls sub-stage 4.1: the stage a deal had when it was engaged. */
  engagedStage: string | null;
}

export interface ReadingContext {
  mapping?: Mapping;
  /** What the CRM holds already. */
  known: KnownKeys;
  /** Today in real time (`YYYY-MM-DD`): nothing later can be a past event. */
  today: string;
  /** The id of an erased record that was known by this name; its name is no longer among the known keys. */
  erased?: (type: RecordType, name: string) => string | undefined;
}

/** Record types in the order they are loaded. */
export const LOAD_ORDER: readonly RecordType[] = [
  ...(['person', 'product', 'account', 'contact', 'opportunity'] as const),
  ...(['contract', 'activity', 'case', 'task', 'document', 'target'] as const),
];

/** Dates that tell of something that has happened, by which an export's own day is found. */
const PAST_EVENTS: Partial<Record<RecordType, readonly string[]>> = {
  account: ['createdAt'],
  contact: ['createdAt', 'lastTouchAt'],
  opportunity: ['createdAt', 'engagedAt', 'stageEnteredAt', 'closedAt'],
  activity: ['happenedAt'],
  case: ['openedAt', 'closedAt'],
};

/**
 * Reads a CRM export: every CSV of a folder, whatever its columns are called. Pure but for its inputs: the same
 * files and the same known keys give the same records.
 * @throws ImportRefused with every problem found, each naming file, row and remedy
 */
export function readExport(files: readonly ExportFile[], context: ReadingContext): ExportReading {
  const mapping = context.mapping ?? EMPTY_MAPPING;
  const findings = new Findings();
  const stages = new StageMap(
    Object.fromEntries(
      Object.entries(mapping.stages).map(([name, m]) => [name, typeof m === 'string' ? { subStage: m } : m]),
    ),
  );
  const { tables, ignored, problems } = openTables(files, mapping);
  const recognised: RecognisedFile[] = [];
  for (const table of tables) {
    const file = recogniseFile(table, mapping, stages);
    if (file) recognised.push(file);
    else ignored.push(unrecognised(table, findings));
  }
  problems.push(
    ...checkMapping(
      recognised,
      files.map((f) => f.name),
      mapping,
    ),
  );
  const ownKeys = keysOf(recognised);
  for (const file of recognised) {
    recogniseReferences(
      file,
      (type) => new Set([...(ownKeys.get(type) ?? []), ...(context.known.get(type)?.keys() ?? [])]),
    );
    problems.push(...settleDates(file, mapping));
    reportColumns(file, findings);
  }
  stopAt(problems);
  if (recognised.length === 0) throw new ImportRefused([nothingToLoad(files)]);

  const records = new Map<RecordType, ImportRecord[]>(LOAD_ORDER.map((type) => [type, []]));
  const reports: FileReport[] = [...ignored];
  for (const file of recognised) {
    const read = readRows(file, mapping, findings);
    problems.push(...read.problems);
    records.get(file.type)!.push(...read.records);
    reports.push(reportOf(file, read.records.length));
  }
  problems.push(...duplicatesOverFiles(records));
  problems.push(...completeOpportunities(records.get('opportunity')!, stages, mapping.currency, findings));
  stopAt(problems);

  const references = new References(context.known, findings, new Set(recognised.map((f) => f.type)), context.erased);
  for (const type of LOAD_ORDER) references.identify(records.get(type)!);
  for (const type of LOAD_ORDER) references.resolve(records.get(type)!);
  for (const made of references.derived) records.get(made.type)!.push(made);
  completePeople(records.get('person')!);
  const asOf = mapping.asOf ?? newestPastEvent(records, context.today);
  reportMissingFiles(recognised, context.known, findings);
  inspect(records, asOf, findings);
  return {
    records,
    naturalKeys: references.naturalKeys,
    report: { files: reports, findings: findings.all(), asOf },
    engagedStage: nameOfEngaged(records.get('opportunity')!, stages),
  };
}

function nameOfEngaged(deals: readonly ImportRecord[], stages: StageMap): string | null {
  const counts = new Map<string, number>();
  for (const { fields } of deals) {
    const stage = String(fields['crmStage']);
    if (stages.meaning(stage)?.subStage === '4.1') counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function stopAt(problems: ImportProblem[]): void {
  if (problems.length > 0) throw new ImportRefused(problems);
}

function openTables(files: readonly ExportFile[], mapping: Mapping) {
  const tables: Table[] = [];
  const ignored: FileReport[] = [];
  const problems: ImportProblem[] = [];
  for (const { name, content } of files) {
    const told = mapping.files[name];
    if (told === 'ignore') {
      ignored.push({ file: name, recordType: null, rows: 0, loaded: 0, columns: [], ignored: true });
      continue;
    }
    const text = decode(name, content, told?.encoding ?? mapping.encoding);
    const parsed = 'problem' in text ? text : parseTable(name, text.text, told?.delimiter);
    if ('problem' in parsed) problems.push(parsed.problem);
    else tables.push(parsed.table);
  }
  return { tables, ignored, problems };
}

/** What no file lists and the CRM does not hold either: names on deals are then all that is known of them. */
function reportMissingFiles(files: readonly RecognisedFile[], known: KnownKeys, findings: Findings): void {
  for (const type of ['opportunity', 'account', 'person', 'product'] as const) {
    if (files.some((f) => f.type === type) || (known.get(type)?.size ?? 0) > 0) continue;
    findings.add({
      kind: 'missing-file',
      file: 'export',
      value: type,
      message: `no file of the export lists ${type === 'person' ? 'people' : type.replace(/y$/, 'ie') + 's'}`,
      remedy: 'add the file and import again, or name it under `files:` in the mapping file if it is there',
    });
  }
}

function nothingToLoad(files: readonly ExportFile[]): ImportProblem {
  const remedy = 'export deals, accounts, products and people as CSV, or name files and columns in a mapping file';
  if (files.length === 0) {
    return { code: 'missing-file', file: null, row: null, message: 'there is no CSV file in the folder', remedy };
  }
  const names = files.map((f) => f.name).join(', ');
  return { code: 'missing-file', file: null, row: null, message: `no file could be recognised (${names})`, remedy };
}

function unrecognised(table: Table, findings: Findings): FileReport {
  findings.add({
    kind: 'unrecognised-file',
    file: table.file,
    message: `its columns (${table.columns.slice(0, 6).join(', ')}) fit no record type; it was not loaded`,
    remedy: 'name its type and columns under `files:` in the mapping file, or `ignore` it there',
  });
  const columns = table.columns.map((column) => ({ column, field: null, how: 'not recognised' }));
  return { file: table.file, recordType: null, rows: table.rows.length, loaded: 0, columns, ignored: true };
}

function keysOf(files: RecognisedFile[]): Map<RecordType, Set<string>> {
  const keys = new Map<RecordType, Set<string>>();
  for (const { type, columns, table } of files) {
    const known = keys.get(type) ?? new Set<string>();
    for (const column of columns) {
      if (column.field !== 'id' && column.field !== 'name') continue;
      for (const row of table.rows) if (row.cells[column.index]) known.add(normaliseKey(row.cells[column.index]!));
    }
    keys.set(type, known);
  }
  return keys;
}

function reportColumns(file: RecognisedFile, findings: Findings): void {
  for (const { column, field, how } of file.columns) {
    if (field !== null || how === 'ignored') continue;
    findings.add({
      kind: 'unmapped-column',
      file: file.table.file,
      column,
      message: `column "${column}" was not loaded (${how})`,
      remedy: `say which field it is, or \`ignore\`, under \`files: { ${file.table.file}: { columns: … } }\` in the mapping file`,
    });
  }
}

function reportOf(file: RecognisedFile, loaded: number): FileReport {
  return {
    file: file.table.file,
    recordType: file.type,
    rows: file.table.rows.length,
    loaded,
    columns: file.columns.map(({ column, field, how }) => ({ column, field, how })),
    ignored: false,
  };
}

/** Two files may hold records of one type, but not the same record. */
function duplicatesOverFiles(records: ReadonlyMap<RecordType, ImportRecord[]>): ImportProblem[] {
  const problems: ImportProblem[] = [];
  for (const [type, list] of records) {
    const seen = new Map<string, ImportRecord>();
    for (const record of list) {
      const key = record.id ?? record.naturalKey!;
      const first = seen.get(key);
      if (first && first.file !== record.file) {
        problems.push({
          code: 'duplicate-id',
          file: record.file,
          row: record.line,
          message: `${type} "${key}" stands already in ${first.file}, row ${first.line}`,
          remedy: 'keep it in one of the two files, or `ignore` one file in the mapping file',
        });
      }
      seen.set(key, record);
    }
  }
  return problems;
}

function newestPastEvent(records: ReadonlyMap<RecordType, ImportRecord[]>, today: string): string {
  let newest = '';
  for (const [type, fields] of Object.entries(PAST_EVENTS)) {
    for (const record of records.get(type as RecordType) ?? []) {
      for (const field of fields) {
        const value = record.fields[field];
        const day = typeof value === 'string' ? value.slice(0, 10) : '';
        if (day > newest && day <= today) newest = day;
      }
    }
  }
  return newest || today;
}
