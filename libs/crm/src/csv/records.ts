import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import { createHash } from 'node:crypto';
import type { ImportProblem } from '../errors';
import type { FieldValues } from '../port';
import type { Mapping } from './mapping';
import { kindOf, normaliseKey, type RecognisedFile } from './recognise';
import type { Findings } from './report';
import { parseValue } from './values';

/** A record as a file tells it; references are still the text that stood in the file. */
export interface ImportRecord {
  type: RecordType;
  /** `null` until one is given: the file names the record by `naturalKey` only. */
  id: string | null;
  naturalKey: string | null;
  fields: FieldValues;
  file: string;
  line: number;
}

/** Types without an id column are known by what they are called, in this field. */
const NAMED_BY: Partial<Record<RecordType, string>> = { person: 'name', product: 'name', account: 'name' };

/** Fields that dates, values and outcomes rest on: a value there that cannot be read stops the import. */
const CORE = new Set([
  'amount',
  'engagedAt',
  'createdAt',
  'closedAt',
  'closeDate',
  'happenedAt',
  'openedAt',
  'startDate',
]);

/** Rows of a file → records. Broken values of core fields become problems, others findings. */
export function readRows(
  file: RecognisedFile,
  mapping: Mapping,
  findings: Findings,
): { records: ImportRecord[]; problems: ImportProblem[] } {
  const { table, type } = file;
  const columns = file.columns
    .filter((c) => c.field !== null)
    .map((c) => ({ ...c, field: c.field!, kind: kindOf(type, c.field!), repairs: mapping.values[c.column] ?? {} }));
  const hasId = columns.some((c) => c.field === 'id');
  const problems: ImportProblem[] = [];
  const records: ImportRecord[] = [];
  const seen = new Map<string, { line: number; cells: string }>();

  for (const row of table.rows) {
    const fields: FieldValues = {};
    let id: string | null = null;
    for (const column of columns) {
      const cell = row.cells[column.index]!;
      if (cell === '') continue;
      const repaired = column.repairs[cell];
      const text = repaired === undefined ? cell : repaired === null ? '' : String(repaired);
      if (text === '') continue;
      if (column.field === 'id') {
        id = text;
        continue;
      }
      const value = parseValue(column.kind, text, column.order);
      if (value !== null) fields[column.field] = column.scale === 1 ? value : Number(value) * column.scale;
      else if (CORE.has(column.field)) problems.push(badValue(table.file, row.line, column.column, text, column.kind));
      else {
        findings.add({
          kind: 'unreadable-value',
          file: table.file,
          row: row.line,
          column: column.column,
          value: text.slice(0, 40),
          message: `"${text.slice(0, 40)}" is no ${WORDS[column.kind] ?? column.kind}; the field was left empty`,
          remedy: `repair it under \`values: { ${column.column}: … }\` in the mapping file`,
        });
      }
    }
    joinNames(fields);
    joinMeddicc(fields);
    const namedBy = NAMED_BY[type];
    const name = namedBy && typeof fields[namedBy] === 'string' ? normaliseKey(fields[namedBy]) : null;
    const record = { type, id, naturalKey: hasId ? name : (name ?? contentKey(type, fields, seen)), fields };
    const key = hasId ? id : record.naturalKey;
    if (key === null) {
      const missing = hasId ? 'id' : (namedBy ?? 'key');
      problems.push({
        code: 'broken-row',
        file: table.file,
        row: row.line,
        message: `the row has no ${missing}`,
        remedy: `fill the ${missing} of the ${type}, or remove the row, and export again`,
      });
      continue;
    }
    const cells = row.cells.join('\u0000');
    const before = seen.get(key);
    if (before?.cells === cells) {
      findings.add({
        kind: 'repeated-row',
        file: table.file,
        row: row.line,
        message: 'the same row stands in the file more than once; it was loaded once',
        remedy: 'nothing needs to be done',
      });
    } else if (before) {
      problems.push({
        code: 'duplicate-id',
        file: table.file,
        row: row.line,
        message: `${type} "${key}" stands already in row ${before.line}, with other values`,
        remedy: 'keep the right one of the two rows',
      });
    } else {
      seen.set(key, { line: row.line, cells });
      records.push({ ...record, file: table.file, line: row.line });
    }
  }
  return { records, problems };
}

/** Kinds of field as people call them. */
const WORDS: Readonly<Record<string, string>> = { money: 'amount', instant: 'date' };

function badValue(file: string, row: number, column: string, text: string, kind: string): ImportProblem {
  return {
    code: 'bad-value',
    file,
    row,
    message: `column "${column}": "${text.slice(0, 40)}" is no ${WORDS[kind] ?? kind}`,
    remedy: `mend it, or repair it under \`values: { ${column}: { "${text.slice(0, 40)}": … } }\` in the mapping file`,
  };
}

function joinNames(fields: FieldValues): void {
  const parts = [fields['firstName'], fields['lastName']].filter(Boolean);
  delete fields['firstName'];
  delete fields['lastName'];
  if (parts.length > 0) fields['name'] ??= parts.join(' ');
}

function joinMeddicc(fields: FieldValues): void {
  const letters = Object.keys(fields).filter((f) => f.startsWith('meddicc.'));
  if (letters.length === 0) return;
  const told = letters.map((f) => [f.slice('meddicc.'.length), fields[f]] as const);
  for (const letter of letters) delete fields[letter];
  fields['meddicc'] = { ...(fields['meddicc'] as object | undefined), ...Object.fromEntries(told) };
}

/** Records without id or name (an activity, a target) are known by what they say; equal ones are numbered. */
function contentKey(type: RecordType, fields: FieldValues, seen: ReadonlyMap<string, unknown>): string {
  const told = type === 'target' ? [fields['ownerId'], fields['periodStart']] : Object.entries(fields).sort();
  const digest = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12);
  let key = digest;
  for (let n = 2; type !== 'target' && seen.has(key); n += 1) key = `${digest}-${n}`;
  return key;
}

export function referenceFields(type: RecordType): { field: string; to: RecordType }[] {
  return Object.entries(RECORDS[type]).flatMap(([field, spec]) =>
    spec.kind === 'ref' ? [{ field, to: (spec as { to: RecordType }).to }] : [],
  );
}
