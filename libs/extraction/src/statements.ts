import { sentencesOf } from '@salesagent/agent';
import type { Note } from './note';

/** A sentence, or a part of one up to a semicolon, and where it stands. */
export interface Piece {
  text: string;
  from: number;
  to: number;
}

/** One statement of a note. */
export interface Statement extends Piece {
  /** The whole text it stands in: what is said around it may make it confidential. */
  within: string;
  /** Parts in quotation marks that somebody else said: what we told them is no word of theirs. */
  quoted: string[];
}

/** What an earlier mail said is below one of these, and ours as often as theirs. */
const EARLIER_MAIL = new RegExp(
  [
    String.raw`^[ \t]*(?:>`,
    String.raw`-{2,}[ \t]*(?:original message|ursprüngliche nachricht)`,
    '_{5,}[ \\t]*$',
    String.raw`(?:on|am)\s(?:(?!wrote|schrieb)[^]){5,200}(?<=\s)(?:wrote|schrieb)\b[^:\n]{0,120}(?:\n<?[^\s:]{3,120})?:\s*$`,
    String.raw`\*{0,2}(?:from|von):\*{0,2}\s\S)`,
  ].join('|'),
  'imu',
);
/** More is no sentence that somebody reads, but an address, a table or an attack. */
const CHARACTERS_AT_MOST = 1_000;
/** `1. ` before a point of a list; `12. April` is a day. */
const BULLET = /^(?:[-*•–]|\d+[.)](?!\s(?:Jan|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))\s+/;
const QUOTED = /"([^"\n]+)"|[“„]([^”“„\n]+)[”“]|«([^«»\n]+)»|»([^«»\n]+)«/gu;

/** Who speaks before a quotation is its writer. */
const WE_SAY = /(?<![\p{L}\d])(?:I|we|ich|wir)(?![\p{L}\d])/iu;

/** The part of a note that its writer wrote now. */
export function ownText({ source, text }: Pick<Note, 'source' | 'text'>): string {
  if (source !== 'mail of the customer') return text;
  const earlier = EARLIER_MAIL.exec(text);
  return earlier ? text.slice(0, earlier.index) : text;
}

/** The statements of a text in their order; one that is too long to be read carries nothing and is none. */
export const statementsOf = (text: string): Statement[] =>
  piecesOf(text)
    .filter((piece) => !isTooLong(piece))
    .map((piece) => ({ ...piece, within: text, quoted: quotedIn(piece.text) }));

export const isTooLong = ({ text }: Piece): boolean => text.length > CHARACTERS_AT_MOST;

/** Everything that a text says, cut as statements are, whatever its length. */
export function piecesOf(text: string): Piece[] {
  return sentencesOf(text).flatMap((sentence) => {
    const found: Piece[] = [];
    let from = sentence.from;
    for (const part of sentence.text.split(';')) {
      const to = from + part.length;
      const bare = part.trim().replace(BULLET, '');
      const begins = from + part.indexOf(bare);
      if (bare !== '') found.push({ text: bare, from: begins, to: begins + bare.length });
      from = to + 1;
    }
    return found;
  });
}

const quotedIn = (text: string): string[] =>
  [...text.matchAll(QUOTED)]
    .filter(({ index }) => !WE_SAY.test(text.slice(0, index).replace(QUOTED, ' ')))
    .map((m) => (m.slice(1).find((group) => group !== undefined) ?? '').trim());

/** A text with its white space made one kind. */
export const squeezed = (text: string): string => text.replace(/\s+/gu, ' ').trim();
