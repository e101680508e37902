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

/** Pieces put together, from top to bottom and along the lines. `gap`: from which on they are apart. */
export function segmentsOf(pieces: readonly Piece[], gap: number = GAP): Segment[] {
  const lines: Piece[][] = [];
  for (const piece of [...pieces].sort((a, b) => a.y - b.y)) {
    // Raised figures and signs stand a little above their line.
    const line = lines
      .slice(-3)
      .findLast(([first]) => Math.abs(first!.y - piece.y) < 0.4 * Math.min(first!.size, piece.size));
    if (line) line.push(piece);
    else lines.push([piece]);
  }
  return lines
    .flatMap((line) =>
      cut(
        line.sort((a, b) => a.x - b.x),
        gap,
      ),
    )
    .map(joined);
}

function cut(line: readonly Piece[], apart: number): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of line) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const gap = last ? piece.x - (last.x + last.width) : Infinity;
    const marker = run?.length === 1 && MARKER.test(last!.text.trim());
    if (run && (gap <= apart * Math.max(last!.size, piece.size) || (marker && gap <= 6 * piece.size))) run.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function joined(run: readonly Piece[]): Segment {
  const left = run[0]!.x;
  const right = Math.max(...run.map(({ x, width }) => x + width));
  let text = '';
  for (const { piece, gap } of inOrder(run)) {
    const apart = gap > 0.15 * piece.size && !/\s$/.test(text) && !/^\s/.test(piece.text);
    text += apart ? ` ${piece.text}` : piece.text;
  }
  const letters = (of: (piece: Piece) => boolean): number =>
    run.filter(of).reduce((sum, { text: words }) => sum + words.trim().length, 0);
  const heaviest = [...run].sort((a, b) => b.text.length - a.text.length)[0]!;
  return {
    ...{ text: text.replace(/\s+/g, ' ').trim(), left, right, y: heaviest.y, size: heaviest.size },
    bold: letters(({ bold }) => bold) >= 0.95 * letters(() => true),
  };
}

/** Letters of scripts that run from right to left, those that stand for a shape of one included. */
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}]/u;
const SHAPES = /[\uFB1D-\uFDFF\uFE70-\uFEFC]/g;

/** The pieces of a line as they are read, each with the gap before it. In lines from the right, figures keep their order. */
function inOrder(run: readonly Piece[]): { piece: Piece; gap: number }[] {
  const leftwards = run.filter(({ text }) => RIGHT_TO_LEFT.test(text)).length > run.length / 2;
  const gapTo = (piece: Piece, other: Piece | undefined): number =>
    other ? Math.max(piece.x - (other.x + other.width), other.x - (piece.x + piece.width)) : 0;
  let ordered = [...run];
  if (leftwards) {
    const groups: Piece[][] = [];
    for (const piece of run) {
      const last = groups.at(-1);
      const figures = !RIGHT_TO_LEFT.test(piece.text);
      if (figures && last && !RIGHT_TO_LEFT.test(last[0]!.text)) last.push(piece);
      else groups.push([piece]);
    }
    ordered = groups.reverse().flat();
  }
  return ordered.map((piece, i) => ({
    piece: { ...piece, text: piece.text.replace(SHAPES, (letter) => letter.normalize('NFKC')) },
    gap: gapTo(piece, ordered[i - 1]),
  }));
}
