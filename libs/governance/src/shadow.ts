import type { Ruling } from './decide';

/** Under whose word an action is in shadow on a tier. */
export interface ShadowMode {
  since: Date;
  by: string;
  reason: string;
}

/**
 * What policy says of an action in shadow: it prepares what it would have done, nobody is asked, and nothing leaves.
 * Stricter than any ceiling, so it can be set at once; it loosens nothing when it ends, for then policy holds as it is.
 */
export function inShadow(ruling: Ruling, mode: ShadowMode | null): Ruling {
  if (mode === null) return ruling;
  const why = `in shadow mode on ${ruling.tier} since ${mode.since.toISOString().slice(0, 10)}: it prepares, and nobody is asked`;
  return { ...ruling, mode: 'prepare', ceiling: 'P', rule: `${ruling.rule} shadow`, why: [...ruling.why, why] };
}
