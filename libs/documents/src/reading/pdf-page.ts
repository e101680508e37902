/** A run of letters as a page shows it. Lengths are points, `y` counts from the top of the page to the baseline. */
export interface Piece {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  bold: boolean;
}

export interface PdfPage {
  /** From 1. */
  number: number;
  height: number;
  pieces: Piece[];
  rightToLeft: boolean;
}

/** Pieces that stand on one baseline and belong together: a line of a column, or a cell. */
export interface Segment {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  bold: boolean;
}

/** A gap of more than so many letters' heights parts columns and cells; words of justified lines stay nearer. */
const GAP = 1;
const MARKER = /^(?:[•◦▪▫‣●○■□➢➤✓✔·–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])$/u;

/** The segments of a page, from top to bottom and along the lines. */
export function segmentsOf({ pieces, rightToLeft }: PdfPage): Segment[] {
  const lines: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => a.y - b.y)) {
    // Raised figures and signs stand a little above their line.
    const line = lines
      .slice(-3)
      .findLast(([first]) => Math.abs(first!.y - piece.y) < 0.4 * Math.min(first!.size, piece.size));
    if (line) line.push(piece);
    else lines.push([piece]);
  }
  return lines.flatMap((line) => cut(line.sort((a, b) => a.x - b.x))).map((run) => joined(run, rightToLeft));
}

function cut(line: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of line) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const gap = last ? piece.x - (last.x + last.width) : Infinity;
    const marker = run?.length === 1 && MARKER.test(last!.text.trim());
    if (run && (gap <= GAP * Math.max(last!.size, piece.size) || (marker && gap <= 6 * piece.size))) run.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function joined(run: readonly Piece[], rightToLeft: boolean): Segment {
  const left = run[0]!.x;
  const right = Math.max(...run.map(({ x, width }) => x + width));
  const ordered = rightToLeft ? [...run].reverse() : run;
  let text = '';
  ordered.forEach((piece, i) => {
    const before = ordered[i - 1];
    const [first, second] = rightToLeft ? [piece, before] : [before, piece];
    const gap = first && second ? second.x - (first.x + first.width) : 0;
    const apart = gap > 0.15 * piece.size && !/\s$/.test(text) && !/^\s/.test(piece.text);
    text += apart ? ` ${piece.text}` : piece.text;
  });
  const letters = (of: (piece: Piece) => boolean): number =>
    run.filter(of).reduce((sum, { text: words }) => sum + words.trim().length, 0);
  const heaviest = [...run].sort((a, b) => b.text.length - a.text.length)[0]!;
  return {
    ...{ text: text.replace(/\s+/g, ' ').trim(), left, right, y: heaviest.y, size: heaviest.size },
    bold: letters(({ bold }) => bold) >= 0.95 * letters(() => true),
  };
}
