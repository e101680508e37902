import type { Segment } from './pdf-page';

/** A line or table in the order in which people read it. */
export type Laid =
  | (Segment & { kind: 'line'; page: number; /** Right edge of the column it stands in. */ edge: number })
  | { kind: 'table'; page: number; rows: string[][] };

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Segments side by side: on one baseline, or in cells that are set to the middle of their row. */
type Row = Segment[];

const firstOf = (row: Row): number => Math.min(...row.map(({ y }) => y));
const lastOf = (row: Row): number => Math.max(...row.map(({ y }) => y));
const sizeOf = (row: Row): number => median(row.map(({ size }) => size));
/** From the last line of a row to the first of the next, in letters' heights. */
const gapBetween = (row: Row, next: Row): number => (firstOf(next) - lastOf(row)) / sizeOf(next);

/** Puts the segments of a region in order: cells side by side are tables, all else lines. */
export function layOut(segments: readonly Segment[], page: number): Laid[] {
  const rows: Row[] = [];
  for (const segment of [...segments].sort((a, b) => a.y - b.y || a.left - b.left)) {
    const row = rows.at(-1);
    // Lines of a text are further apart than that.
    if (row && segment.y - lastOf(row) < 0.85 * Math.min(segment.size, row.at(-1)!.size)) row.push(segment);
    else rows.push([segment]);
  }
  const edge = Math.max(0, ...segments.map(({ right }) => right));
  const laid: Laid[] = [];
  for (let at = 0; at < rows.length;) {
    const table = tableFrom(rows, at);
    if (table !== null) {
      laid.push({ kind: 'table', page, rows: cellsOf(table) });
      at += table.length;
    } else {
      for (const segment of rows[at]!) laid.push({ ...segment, kind: 'line', page, edge });
      at++;
    }
  }
  return laid;
}

/** Rows from a place on that stand in columns; at least two of several cells each. */
function tableFrom(rows: readonly Row[], at: number): Row[] | null {
  const table: Row[] = [];
  let columns: Column[] = [];
  for (const row of rows.slice(at)) {
    const last = table.at(-1);
    if (last && gapBetween(last, row) > 4) break;
    const cells = columnsOf([row]).length;
    // A single cell goes on when it is one of a wrapped row: near, and within a column.
    const wrapped = last && cells === 1 && gapBetween(last, row) < 1.6 && within(row[0]!, columns);
    if (cells < 2 && !wrapped) break;
    const joined = columnsOf([row], columns);
    if (joined.length < 2) break;
    columns = joined;
    table.push(row);
  }
  return table.filter((row) => columnsOf([row]).length > 1).length >= 2 ? table : null;
}

type Column = [left: number, right: number];

const within = ({ left, right }: Segment, columns: readonly Column[]): boolean =>
  columns.filter(([from, to]) => left < to && right > from).length === 1;

/** What no cell goes across parts the columns, however they are aligned; with those found before. */
function columnsOf(rows: readonly Row[], before: readonly Column[] = []): Column[] {
  const columns: Column[] = [];
  const spans = [...before, ...rows.flat().map(({ left, right }): Column => [left, right])];
  for (const [left, right] of spans.sort((a, b) => a[0] - b[0])) {
    const last = columns.at(-1);
    if (last && left < last[1] + 1) last[1] = Math.max(last[1], right);
    else columns.push([left, right]);
  }
  return columns;
}

/** Rows stand further apart than the lines of a cell; where all are as near, a row begins in the first column. */
function cellsOf(table: readonly Row[]): string[][] {
  const columns = columnsOf(table);
  const spaced = table.some((row, i) => i > 0 && gapBetween(table[i - 1]!, row) > 1.6);
  const cells: string[][] = [];
  table.forEach((row, i) => {
    const inOrder = [...row].sort((a, b) => a.y - b.y || a.left - b.left);
    const texts = columns.map(([left, right]) =>
      inOrder
        .filter((segment) => segment.left < right && segment.right > left)
        .map(({ text }) => text)
        .join(' '),
    );
    const near = i > 0 && gapBetween(table[i - 1]!, row) <= 1.6;
    if (near && (spaced || texts[0] === '')) {
      cells.push(cells.pop()!.map((text, c) => [text, texts[c]].filter(Boolean).join(' ')));
    } else cells.push(texts);
  });
  return cells;
}
