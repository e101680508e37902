import { sha256Canonical } from '@salesagent/governance';
import type { Outcome } from '../outcome';

/**
 * `new`: where nothing was said; `gone`: nothing any more; `changed`: on other grounds, so that an open proposal is
 * superseded; `worded`: on the same grounds in other words or with other terms, which holds from the next proposal on, as an
 * open one stands; `weighed`: the same, worth more or less attention.
 */
export type Otherwise = 'new' | 'gone' | 'changed' | 'worded' | 'weighed';

/** What an evaluation came to, so that two playbooks can be told apart. */
export interface Said {
  /** For people; null = nothing to say. */
  words: string | null;
  /** Hash of what a person would read or what would be written. */
  what: string | null;
  /** What an open proposal rests on; null of an insight, which is recorded anew whenever it says something else. */
  grounds: string | null;
  /** Hash of what a person's attention to it is worth. */
  worth: string | null;
}

export const NOTHING: Said = { words: null, what: null, grounds: null, worth: null };

const MOST_WORDS = 200;

/** Versions and citations are left out: that a section was edited is not yet another decision. */
export function saidOf(outcome: Outcome): Said {
  if (outcome.kind === 'nothing') return NOTHING;
  if (outcome.kind === 'insight') {
    const { values, reasons } = outcome.data;
    const words = [...scalarsIn(values), ...reasons].join(' ').slice(0, MOST_WORDS);
    return { words, what: hashed([values, reasons, outcome.fields]), grounds: null, worth: null };
  }
  const { title, why, change, draft, evidence, attention } = outcome.proposal;
  return {
    words: title,
    what: hashed([title, why, change, draft, evidence, outcome.prepareOnly]),
    grounds: outcome.material,
    worth: hashed(attention),
  };
}

export function otherwise(before: Said, after: Said): Otherwise | null {
  if (before.what === after.what) return before.worth === after.worth ? null : 'weighed';
  if (before.what === null) return 'new';
  if (after.what === null) return 'gone';
  return before.grounds !== null && before.grounds === after.grounds ? 'worded' : 'changed';
}

/** `level: high.` and the like: what reasons do not always say. */
const scalarsIn = (values: Record<string, unknown>): string[] =>
  Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}.`] : [],
  );

/** As JSON first: texts that are yet to be sealed are objects of a class. */
const hashed = (value: unknown): string => sha256Canonical(JSON.parse(JSON.stringify(value ?? null)));
