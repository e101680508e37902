import { CsvError, parse, type Info } from 'csv-parse/sync';
import type { ImportProblem } from '../errors';

/** A file as rows of text; an empty cell is `''`. */
export interface Table {
  file: string;
  columns: string[];
  rows: { line: number; cells: string[] }[];
}

const DELIMITERS = [',', ';', '\t', '|'];

export function parseTable(
  file: string,
  text: string,
  delimiter?: string,
): { table: Table } | { problem: ImportProblem } {
  if (text.trim() === '') {
    return { problem: problem(file, null, 'empty-file', 'the file is empty', 'export it again or take it out') };
  }
  let parsed: { record: string[]; info: Info }[];
  try {
    parsed = parse(text, {
      bom: true,
      delimiter: delimiter ?? sniffDelimiter(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: Info }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const remedy = 'check the quotes in that row and export again';
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      const message = 'a quote opened in this row is never closed';
      return { problem: problem(file, lineOfOpenQuote(text), 'broken-row', message, remedy) };
    }
    const row = typeof error['lines'] === 'number' ? error['lines'] : null;
    return { problem: problem(file, row, 'broken-row', error.message, remedy) };
  }
  const [head, ...body] = parsed;
  const columns = head!.record.map((name, i) => name || `column ${i + 1}`);
  const table: Table = { file, columns, rows: [] };
  let line = head!.info.lines;
  for (const { record, info } of body) {
    // `info.lines` counts the line a record ends on; it begins after the record before it.
    const begins = Math.min(line + 1, info.lines);
    line = info.lines;
    if (record.length !== columns.length) {
      const message = `${record.length} cells where the header has ${columns.length}`;
      const remedy = 'mend the row (often a delimiter inside an unquoted value) or export again';
      return { problem: problem(file, begins, 'broken-row', message, remedy) };
    }
    table.rows.push({ line: begins, cells: record });
  }
  return { table };
}

/** The line on which the quote begins that nothing closes; the parser only knows where the file ended. */
function lineOfOpenQuote(text: string): number {
  let line = 1;
  let opened: number | null = null;
  for (const char of text) {
    if (char === '\n') line += 1;
    else if (char === '"') opened = opened === null ? line : null;
  }
  return opened ?? line;
}

function problem(
  file: string,
  row: number | null,
  code: ImportProblem['code'],
  message: string,
  remedy: string,
): ImportProblem {
  return { code, file, row, message, remedy };
}

/** The delimiter that splits the first lines most evenly, quotes left out. */
function sniffDelimiter(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"(?:[^"]|"")*"/g, 'q')
    .split(/\r?\n/)
    .filter((l) => l.trim() !== '')
    .slice(0, 20);
  const score = (delimiter: string): number => {
    const counts = lines.map((l) => l.split(delimiter).length - 1);
    const inHeader = counts[0] ?? 0;
    return inHeader * counts.filter((c) => c === inHeader).length;
  };
  return DELIMITERS.reduce((best, d) => (score(d) > score(best) ? d : best), ',');
}
