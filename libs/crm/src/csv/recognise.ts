import { fieldSpec, RECORD_TYPES, RECORDS, type FieldKind, type RecordType } from '@salesagent/canon/sales';
import type { ImportProblem } from '../errors';
import { isImportField, type Mapping } from './mapping';
import type { StageMap } from './stages';
import type { Table } from './table';
import { dateOrder, parseValue, type DateOrder } from './values';
import { FILE_WORDS, NAMES, REQUIRED, squeezeName } from './vocabulary';

/** What one column of a file was taken for, and why. */
export interface RecognisedColumn {
  index: number;
  column: string;
  field: string | null;
  how: 'mapping' | 'name' | 'content' | 'ignored' | 'not recognised' | 'name, but the values do not fit';
  order: DateOrder;
  scale: number;
}

export interface RecognisedFile {
  table: Table;
  type: RecordType;
  columns: RecognisedColumn[];
}

/** A value's shape in a file: import-only fields included. */
export function kindOf(type: RecordType, field: string): FieldKind {
  if (field === 'closeDate') return 'instant';
  if (field.startsWith('meddicc.')) return 'number';
  return fieldSpec(type, field)?.kind ?? 'text';
}

const SAMPLE = 500;

function sampleOf(table: Table, index: number): string[] {
  const values: string[] = [];
  for (const row of table.rows) {
    const value = row.cells[index]!;
    if (value !== '') values.push(value);
    if (values.length === SAMPLE) break;
  }
  return values;
}

/** Columns of a file as fields of a record type, by name and by whether their values fit. */
function matchColumns(table: Table, type: RecordType, mapping: Mapping, stages: StageMap): RecognisedColumn[] {
  const file = mapping.files[table.file];
  const told = file && file !== 'ignore' ? (file.columns ?? {}) : {};
  const names = NAMES.get(type)!;
  const taken = new Set(Object.values(told).map((t) => (typeof t === 'string' ? t : t.field)));
  return table.columns.map((column, index): RecognisedColumn => {
    const entry = { index, column, field: null, order: 'YMD' as const, scale: 1 };
    const target = told[column];
    if (target !== undefined) {
      const { field, scale } = typeof target === 'string' ? { field: target, scale: 1 } : target;
      return field === 'ignore' ? { ...entry, how: 'ignored' } : { ...entry, field, how: 'mapping', scale: scale ?? 1 };
    }
    const field = names.get(squeezeName(column));
    if (field === undefined || taken.has(field)) return { ...entry, how: 'not recognised' };
    if (!valuesFit(table, index, type, field, mapping, stages)) {
      return { ...entry, how: 'name, but the values do not fit' };
    }
    taken.add(field);
    return { ...entry, field, how: 'name' };
  });
}

/** Most values of a column can be read as what its name promises. */
function valuesFit(
  table: Table,
  index: number,
  type: RecordType,
  field: string,
  mapping: Mapping,
  stages: StageMap,
): boolean {
  const values = sampleOf(table, index);
  if (values.length === 0 || field === 'crmStage') return true;
  if (field === 'id') return true;
  if (field === 'subStage') return values.some((v) => stages.meaning(v) !== null);
  const kind = kindOf(type, field);
  const repairs = mapping.values[table.columns[index]!] ?? {};
  const order = dateOrder(values) ?? 'DMY';
  const fit = values.filter((v) => v in repairs || parseValue(kind, v, order) !== null).length;
  return fit >= values.length / 2;
}

/** How well a file fits a record type; `null` when something it must have is missing. */
function score(table: Table, type: RecordType, columns: RecognisedColumn[]): number | null {
  const fields = new Set(columns.flatMap((c) => (c.field === null ? [] : [c.field])));
  const required = REQUIRED[type] ?? [];
  if (!required.every((anyOf) => anyOf.some((field) => fields.has(field)))) return null;
  const named = FILE_WORDS[type].test(table.file) ? 4 : 0;
  const share = fields.size / columns.length;
  const ownKey = columns.some((c) => c.field === 'id' && squeezeName(c.column) !== 'id') ? 2 : 0;
  return fields.size + named + ownKey + 2 * share;
}

/** The record type of a file and what its columns mean; `null` when it is none that the canon knows. */
export function recogniseFile(table: Table, mapping: Mapping, stages: StageMap): RecognisedFile | null {
  const file = mapping.files[table.file];
  const told = file && file !== 'ignore' ? file.type : undefined;
  if (told) return { table, type: told, columns: matchColumns(table, told, mapping, stages) };
  let best: { score: number; file: RecognisedFile } | null = null;
  for (const type of RECORD_TYPES) {
    const columns = matchColumns(table, type, mapping, stages);
    if (type === 'opportunity') findStageColumn(table, columns, stages);
    const points = score(table, type, columns);
    if (points !== null && points >= 4 && (best === null || points > best.score)) {
      best = { score: points, file: { table, type, columns } };
    }
  }
  return best?.file ?? null;
}

/** A column whose values are all known stages is the stage, whatever it is called. */
function findStageColumn(table: Table, columns: RecognisedColumn[], stages: StageMap): void {
  if (columns.some((c) => c.field === 'crmStage')) return;
  const candidate = columns.find((c) => {
    const values = c.field === null && c.how !== 'ignored' ? sampleOf(table, c.index) : [];
    return values.length > 0 && values.every((v) => stages.meaning(v) !== null);
  });
  if (candidate) Object.assign(candidate, { field: 'crmStage', how: 'content' });
}

/**
 * Columns still without a meaning whose values are keys of another file's records are references to them.
 * `keys` tells the known keys (ids and names, normalised) of each record type.
 */
export function recogniseReferences(file: RecognisedFile, keys: (type: RecordType) => ReadonlySet<string>): void {
  const taken = new Set(file.columns.map((c) => c.field));
  const references = Object.entries(RECORDS[file.type]).filter(
    ([field, spec]) => spec.kind === 'ref' && !taken.has(field),
  );
  for (const column of file.columns) {
    if (column.field !== null || column.how !== 'not recognised') continue;
    const values = new Set(sampleOf(file.table, column.index).map(normaliseKey));
    if (values.size === 0) continue;
    for (const [field, spec] of references) {
      const known = keys((spec as { to: RecordType }).to);
      const found = [...values].filter((v) => known.has(v)).length;
      if (taken.has(field) || found < values.size * 0.8) continue;
      column.field = field;
      column.how = 'content';
      taken.add(field);
      break;
    }
  }
}

/** Names are compared without case and with single blanks; nothing else is guessed. */
export function normaliseKey(value: string): string {
  return value.trim().replace(/\s+/g, ' ').toLowerCase();
}

const ORDERS = { 'YYYY-MM-DD': 'YMD', 'DD/MM/YYYY': 'DMY', 'MM/DD/YYYY': 'MDY' } as const;

/** Fixes the date order of each date column: told by the mapping, else read from all its values. */
export function settleDates(file: RecognisedFile, mapping: Mapping): ImportProblem[] {
  const told = mapping.files[file.table.file];
  const problems: ImportProblem[] = [];
  for (const column of file.columns) {
    if (column.field === null || !['date', 'instant'].includes(kindOf(file.type, column.field))) continue;
    const own = told && told !== 'ignore' ? told.columns?.[column.column] : undefined;
    const format = (typeof own === 'object' ? own.dates : undefined) ?? mapping.dates;
    const order = format ? ORDERS[format] : dateOrder(file.table.rows.map((r) => r.cells[column.index]!));
    if (order) column.order = order;
    else {
      problems.push({
        code: 'ambiguous-date',
        file: file.table.file,
        row: null,
        message: `column "${column.column}": day and month cannot be told apart`,
        remedy: 'say `dates: DD/MM/YYYY` or `dates: MM/DD/YYYY` in the mapping file',
      });
    }
  }
  return problems;
}

/** Mapping entries that name files, columns or fields that are not there. */
export function checkMapping(files: RecognisedFile[], names: string[], mapping: Mapping): ImportProblem[] {
  const problems: ImportProblem[] = [];
  const complain = (file: string, message: string, remedy: string, code: ImportProblem['code'] = 'bad-mapping') =>
    problems.push({ code, file, row: null, message, remedy });
  for (const [name, told] of Object.entries(mapping.files)) {
    if (!names.includes(name)) {
      complain(
        name,
        'the mapping file names it, but it is not in the folder',
        'add it, or take it out',
        'missing-file',
      );
    }
    const file = files.find((f) => f.table.file === name);
    if (!file || told === 'ignore') continue;
    for (const [column, target] of Object.entries(told.columns ?? {})) {
      const field = typeof target === 'string' ? target : target.field;
      if (!file.table.columns.includes(column)) {
        complain(
          name,
          `the mapping names column "${column}", which is not there`,
          `one of: ${file.table.columns.join(', ')}`,
        );
      } else if (field !== 'ignore' && !isImportField(file.type, field)) {
        complain(
          name,
          `${/^[aeiou]/.test(file.type) ? 'an' : 'a'} ${file.type} has no field "${field}"`,
          `one of: id, ${Object.keys(RECORDS[file.type]).join(', ')}`,
        );
      }
    }
  }
  return problems;
}
