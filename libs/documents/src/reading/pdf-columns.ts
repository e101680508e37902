import { segmentsOf, type Piece, type Segment } from './pdf-page';

/** Baselines further apart than so many letters' heights part one band of a page from the next. */
const BAND_GAP = 1.9;
/** Free width between columns, in letters' heights. */
const GUTTER = 0.7;
/** Lines of the text of a column at least, and words of most of them: cells of a table have fewer. */
const LINES = 4;
const WORDS = 4;
/** Words of justified lines in narrow columns stand far apart. */
const GAP_IN_COLUMNS = 2.5;
/** Columns within columns. */
const DEPTH = 3;

interface Band {
  pieces: Piece[];
  /** Where its two columns part; null where it has one, or a table. */
  gutter: number | null;
}

/** The segments of a page in regions that are read one after the other: what is in two columns is two regions. */
export function regionsOf(pieces: readonly Piece[], depth = 0): Segment[][] {
  const gap = depth > 0 ? GAP_IN_COLUMNS : undefined;
  if (depth === DEPTH) return [segmentsOf(pieces, gap)];
  const bands = bandsOf(pieces).flatMap(withGutter);
  const regions: Segment[][] = [];
  let plain: Piece[] = [];
  const flush = (): void => {
    if (plain.length > 0) regions.push(segmentsOf(plain, gap));
    plain = [];
  };
  for (let at = 0; at < bands.length;) {
    const { gutter, pieces: own } = bands[at]!;
    if (gutter === null) {
      plain.push(...own);
      at++;
      continue;
    }
    flush();
    const end = endOfColumns(bands, at, gutter);
    const both = bands.slice(at, end).flatMap((band) => band.pieces);
    for (const left of [true, false]) {
      const column = both.filter((piece) => rightOf(piece) <= gutter === left);
      regions.push(...regionsOf(column, depth + 1));
    }
    at = end;
  }
  flush();
  return regions;
}

const rightOf = ({ x, width }: Piece): number => x + width;

/** Bands with the same gutter are one pair of columns, with what lies between them and does not go across it. */
function endOfColumns(bands: readonly Band[], from: number, gutter: number): number {
  let end = from + 1;
  for (let at = end; at < bands.length; at++) {
    const band = bands[at]!;
    if (band.pieces.some((piece) => piece.x < gutter && rightOf(piece) > gutter)) break;
    if (band.gutter !== null) end = at + 1;
  }
  return end;
}

function bandsOf(pieces: readonly Piece[]): Piece[][] {
  const bands: Piece[][] = [];
  let last = -Infinity;
  for (const piece of [...pieces].sort((a, b) => a.y - b.y)) {
    if (piece.y - last > BAND_GAP * piece.size) bands.push([]);
    bands.at(-1)!.push(piece);
    last = piece.y;
  }
  return bands;
}

/** A band as one, or cut at the lines that go across its gutter, such as a heading over both columns. */
function withGutter(pieces: Piece[]): Band[] {
  const plain = [{ pieces, gutter: null }];
  const lines = new Set(pieces.map(({ y }) => Math.round(y))).size;
  if (lines < LINES) return plain;
  const { x: gutter, crossing } = widestGutter(pieces);
  if (crossing > 0.15 * lines) return plain;
  const crosses = (piece: Piece): boolean => piece.x < gutter && rightOf(piece) > gutter;
  const inside = pieces.filter((piece) => !crosses(piece));
  const left = segmentsOf(
    inside.filter((piece) => rightOf(piece) <= gutter),
    GAP_IN_COLUMNS,
  );
  const right = segmentsOf(
    inside.filter((piece) => piece.x >= gutter),
    GAP_IN_COLUMNS,
  );
  if (!runsOn(left) || !runsOn(right)) return plain;
  const bands: Band[] = [];
  const across = pieces.filter(crosses).map(({ y }) => y);
  for (const piece of pieces) {
    const over = across.some((y) => Math.abs(y - piece.y) < 0.4 * piece.size);
    const last = bands.at(-1);
    if (last && (last.gutter === null) === over) last.pieces.push(piece);
    else bands.push({ pieces: [piece], gutter: over ? null : gutter });
  }
  return bands;
}

/** The place in the middle half that the fewest pieces reach, and how many do; the middle of it where it is wide. */
function widestGutter(pieces: readonly Piece[]): { x: number; crossing: number } {
  const from = Math.min(...pieces.map(({ x }) => x));
  const to = Math.max(...pieces.map(rightOf));
  const half = (GUTTER * median(pieces.map(({ size }) => size))) / 2;
  const best = { from: from, to: from, crossing: Infinity };
  for (let x = from + 0.25 * (to - from); x <= to - 0.25 * (to - from); x += 1) {
    const crossing = pieces.filter((piece) => piece.x < x + half && rightOf(piece) > x - half).length;
    if (crossing < best.crossing) Object.assign(best, { from: x, to: x, crossing });
    else if (crossing === best.crossing && x - best.to <= 1) best.to = x;
  }
  return { x: (best.from + best.to) / 2, crossing: best.crossing };
}

/** Whether the lines of a column run on: many words each, one below the other. Cells of a table do neither. */
function runsOn(column: readonly Segment[]): boolean {
  if (column.length < LINES || median(column.map(({ text }) => text.split(' ').length)) < WORDS) return false;
  const sorted = [...column].sort((a, b) => a.y - b.y);
  const gaps = sorted.slice(1).map(({ y, size }, i) => (y - sorted[i]!.y) / size);
  return gaps.filter((gap) => gap > 0.5 && gap < BAND_GAP).length >= 0.7 * gaps.length;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
