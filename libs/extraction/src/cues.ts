import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { anyOf } from './phrases';
import type { ExtractionRules } from './rules';
import { piecesOf, statementsOf, type Statement } from './statements';

/** Why a statement is no evidence. */
export type Misleading =
  'a word on health or family' | 'a question' | 'a denial' | 'a maybe' | 'an order' | 'about somebody else';

/** The phrases of the playbook, made ready once. */
export interface Cues {
  letters: readonly (readonly [MeddiccLetter, RegExp])[];
  misleading: readonly (readonly [Misleading, RegExp])[];
  /** What somebody says in confidence; null where no phrase tells it. */
  confidential: RegExp | null;
  /** Every denial of a text. */
  denials: RegExp;
}

const known = new WeakMap<ExtractionRules, Cues>();

export function cuesOf(rules: ExtractionRules): Cues {
  const before = known.get(rules);
  if (before) return before;
  const { questions, denials, maybes, orders, others, confidential, personal } = rules.misleading;
  const all: [Misleading, string[]][] = [
    ['a word on health or family', personal],
    ['a question', questions],
    ['an order', orders],
    ['a maybe', maybes],
    ['about somebody else', others],
    ['a denial', denials],
  ];
  const made: Cues = {
    letters: MEDDICC_LETTERS.flatMap((letter) => {
      const cue = anyOf([...rules.cues[letter], ...rules.moreCues[letter]]);
      return cue ? [[letter, cue] as const] : [];
    }),
    misleading: all.flatMap(([what, phrases]) => {
      const found = anyOf(phrases);
      return found ? [[what, found] as const] : [];
    }),
    confidential: anyOf(confidential),
    denials: new RegExp(anyOf(denials)?.source ?? '(?!)', 'giu'),
  };
  known.set(rules, made);
  return made;
}

/**
 * What makes a statement no evidence, the worst first; null where nothing does.
 * @param but what may be in it all the same
 */
export function misleads(
  { text }: Statement,
  { misleading }: Cues,
  but: readonly Misleading[] = [],
): Misleading | null {
  if (text.includes('?')) return 'a question';
  return misleading.find(([what, words]) => !but.includes(what) && words.test(text))?.[0] ?? null;
}

/** Statements that may be quoted: none that was said in confidence, nor those beside it, which “that stays between us” is about. */
export function quotable<Of extends Pick<Statement, 'text'>>(
  statements: readonly Of[],
  { confidential }: Pick<Cues, 'confidential'>,
): Of[] {
  const secret = (n: number): boolean => confidential?.test(statements[n]?.text ?? '') ?? false;
  return statements.filter((_, n) => !secret(n - 1) && !secret(n) && !secret(n + 1));
}

/** A text without what may not be quoted of it: that is shown to no model. The same text where nothing was said in confidence. */
export function withoutConfidences(text: string, cues: Pick<Cues, 'confidential'>): string {
  const pieces = piecesOf(text);
  // A statement that is too long to be read stands between no two others, and may be one that tells it.
  const open = new Set(quotable(pieces, cues));
  const quoted = new Set(quotable(statementsOf(text), cues).map(({ from }) => from));
  const short = new Set(statementsOf(text).map(({ from }) => from));
  let [shown, at] = ['', 0];
  for (const piece of pieces) {
    const { from, to } = piece;
    if (open.has(piece) && (!short.has(from) || quoted.has(from))) continue;
    shown += text.slice(at, from);
    at = to;
  }
  return shown + text.slice(at);
}
