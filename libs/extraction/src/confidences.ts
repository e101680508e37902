import type { Cues } from './cues';
import { isTooLong, piecesOf, type Piece, type Statement } from './statements';

/** What is one to whoever reads it: a sentence over the lines it is wrapped to, with all its parts between semicolons. */
interface Passage {
  pieces: Piece[];
  /** Where it begins, its bullet included. */
  from: number;
  to: number;
  /** Begins with a bullet. */
  item: boolean;
  /** Stands in a list: an item, or what follows one on its line. */
  listed: boolean;
  /** Stands after a blank line. */
  apart: boolean;
  lines: number;
}

const ITEM = /^[ \t>]*(?:[-*•–—+·‣▪◦→]|\(?\d{1,3}[.)])(?:\s|$)/u;
const NUMBER_OF_ITEM = /^\(?\d{1,3}[.)]$/;
const ENDED = /[.!?…]["'”’»)\]*_]*$/u;
const INTRODUCES = /:["'”’»)\]*_]*$/u;

/** Statements that may be quoted: none that was said in confidence, nor those beside it, which “that stays between us” is about. */
export function quotable(statements: readonly Statement[], cues: Pick<Cues, 'confidential'>): Statement[] {
  const open = new Map<string, ReadonlySet<number>>();
  return statements.filter(({ within, from }) => {
    const known = open.get(within) ?? new Set(passagesIn(within, cues).open.flatMap(beginningsOf));
    open.set(within, known);
    return known.has(from);
  });
}

/** A text without what may not be quoted of it: that is shown to no model. The same text where nothing was said in confidence. */
export function withoutConfidences(text: string, cues: Pick<Cues, 'confidential'>): string {
  let [shown, at] = ['', 0];
  for (const { from, to } of passagesIn(text, cues).hidden) {
    shown += text.slice(at, from);
    at = to;
  }
  return shown + text.slice(at);
}

const beginningsOf = ({ pieces }: Passage): number[] => pieces.map(({ from }) => from);

function passagesIn(text: string, { confidential }: Pick<Cues, 'confidential'>) {
  const all = passagesOf(text);
  const secret = new Set(all.filter((passage) => confidential?.test(wordsOf(passage))));
  const hidden = new Set(secret.size === 0 ? [] : [...toldBefore(all, secret), ...toldAfter(all, secret)]);
  return { open: all.filter((one) => !hidden.has(one)), hidden: all.filter((one) => hidden.has(one)) };
}

/** What somebody says in confidence and then goes on with: the next passage, the list below, all that a colon introduces. */
function toldAfter(all: readonly Passage[], secret: ReadonlySet<Passage>): Passage[] {
  const found: Passage[] = [];
  let [beside, begun] = [false, false];
  let below: 'a list' | 'a paragraph' | null = null;
  for (const passage of all) {
    const other = !passage.listed && (below === 'a list' || (begun && passage.apart));
    if (other && says(passage)) below = null;
    if (secret.has(passage) || beside || below) found.push(passage);
    if (secret.has(passage)) {
      [beside, begun] = [true, false];
      if (passage.pieces.some((piece) => INTRODUCES.test(piece.text))) below = 'a paragraph';
      else if (!isOneOfAList(passage)) below ??= 'a list';
    } else if (says(passage)) [beside, begun] = [false, true];
  }
  return found;
}

/** What somebody has said, and then that it was in confidence: the passage before, or the whole list. */
function toldBefore(all: readonly Passage[], secret: ReadonlySet<Passage>): Passage[] {
  const found: Passage[] = [];
  let [beside, list] = [false, false];
  for (const passage of all.toReversed()) {
    if (!passage.listed && says(passage)) list = false;
    if (secret.has(passage) || beside || list) found.push(passage);
    if (secret.has(passage)) {
      beside = true;
      list ||= !isOneOfAList(passage);
    } else if (says(passage)) beside = false;
  }
  return found;
}

/** A line of a list that is in confidence says so of itself; one with a line below it may say so of all. */
const isOneOfAList = ({ item, lines }: Passage): boolean => item && lines === 1;

/** A rule or three dots, and what is too long for a sentence, stand between no two others. */
const says = ({ pieces }: Passage): boolean => pieces.some((piece) => isWorded(piece) && !isTooLong(piece));
const isWorded = ({ text }: Piece): boolean => /[\p{L}\p{N}]/u.test(text) && !NUMBER_OF_ITEM.test(text);

/** As it reads, without the marks of a quotation at the beginning of its lines and of bold letters. */
const wordsOf = ({ pieces }: Passage): string =>
  pieces.map(({ text }) => text.replace(/^[>\s]+/, '').replace(/[*_`]/g, '')).join(' ');

function passagesOf(text: string): Passage[] {
  const found: Passage[] = [];
  let end = 0;
  for (const piece of piecesOf(text)) {
    const before = text.slice(end, piece.from);
    const breaks = before.split('\n').length - 1;
    const begins = breaks > 0 || found.length === 0;
    const item = begins && ITEM.test(before.slice(before.lastIndexOf('\n') + 1) + piece.text.slice(0, 9));
    const last = found.at(-1);
    if (last && goesOn(last, piece, { before, breaks, item })) {
      last.pieces.push(piece);
      last.to = piece.to;
      last.lines += breaks;
    } else {
      const from = piece.from - before.trimStart().length;
      const listed = item || (breaks === 0 && (last?.listed ?? false));
      found.push({ pieces: [piece], from, to: piece.to, item, listed, apart: breaks > 1, lines: 1 });
    }
    end = piece.to;
  }
  return found;
}

function goesOn(
  { pieces }: Passage,
  piece: Piece,
  { before, breaks, item }: { before: string; breaks: number; item: boolean },
): boolean {
  const last = pieces.at(-1)!;
  if (breaks === 0) return before.includes(';') || NUMBER_OF_ITEM.test(last.text);
  if (item || !isWorded(last) || !isWorded(piece) || ENDED.test(last.text)) return false;
  // Mails that were HTML come with a blank line after every line.
  return breaks === 1 || /^[>\s]*\p{Ll}/u.test(piece.text);
}
