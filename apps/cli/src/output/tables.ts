/** A column of a table in the terminal. */
export interface Column<Row> {
  head: string;
  value: (row: Row) => string;
  /** Numbers stand to the right. */
  right?: boolean;
  /** Longest text shown; what is longer ends in an ellipsis. */
  most?: number;
}

/** Rows as aligned text, one line each, with a head; empty input gives an empty string. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map((c) => clip(c.value(row), c.most)));
  const widths = columns.map((c, i) => Math.max(length(c.head), ...cells.map((line) => length(line[i]!))));
  const render = (line: string[]): string =>
    line
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - length(cell));
        return columns[i]!.right ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [render(columns.map((c) => c.head)), render(widths.map((w) => '─'.repeat(w))), ...cells.map(render)].join(
    '\n',
  );
}

/** Label and value, aligned. */
export function pairs(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...entries.map(([label]) => length(label)));
  return entries.map(([label, value]) => `${label.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}

const length = (text: string): number => [...text].length;

function clip(text: string, most: number | undefined): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (most === undefined || length(line) <= most) return line;
  return `${[...line].slice(0, most - 1).join('')}…`;
}
