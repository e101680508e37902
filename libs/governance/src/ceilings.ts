import type { Ceiling, EffectClass, Tier } from '@salesagent/canon/sales';

/**
 * What an action may do at most, by what it does and the tier of the account. The table of the action catalogue;
 * a policy may only be stricter.
 */
export const CEILINGS: Readonly<Record<EffectClass, Readonly<Record<Tier, Ceiling>>>> = {
  insight: { T1: 'M', T2: 'M', T3: 'M' },
  log: { T1: 'M', T2: 'M', T3: 'M' },
  overwrite: { T1: 'A', T2: 'A', T3: 'A' },
  stage: { T1: 'A', T2: 'A', T3: 'M' },
  commit: { T1: 'A', T2: 'A', T3: 'A' },
  task: { T1: 'M', T2: 'M', T3: 'M' },
  message: { T1: 'P', T2: 'A', T3: 'M' },
  terms: { T1: 'P', T2: 'A', T3: 'A' },
};

/** From what allows least to what allows most. */
const ORDER: readonly Ceiling[] = ['P', 'A', 'M'];

/** The ceiling that allows less. */
export function stricterCeiling(a: Ceiling, b: Ceiling): Ceiling {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

/** True when `a` allows no more than `b`. */
export function isAtMost(a: Ceiling, b: Ceiling): boolean {
  return ORDER.indexOf(a) <= ORDER.indexOf(b);
}
