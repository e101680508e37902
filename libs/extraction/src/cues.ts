import { MEDDICC_LETTERS, type MeddiccLetter } from '@salesagent/canon/sales';
import { anyOf } from './phrases';
import type { ExtractionRules } from './rules';
import type { Statement } from './statements';

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
