/** How much of the work on an account an agent may do: T1 human-led, T2 co-pilot, T3 AI-led. */
export const TIERS = ['T1', 'T2', 'T3'] as const;
export type Tier = (typeof TIERS)[number];

/** The tier that allows an agent less. An unknown tier is T1: nothing is known that would allow more. */
export function stricterTier(a: Tier | null | undefined, b: Tier | null | undefined): Tier {
  const [x, y] = [a ?? 'T1', b ?? 'T1'];
  return x < y ? x : y;
}

/** What an action does in the world; its ceiling follows from this and the tier, never from its name. */
export const EFFECT_CLASSES = ['insight', 'log', 'overwrite', 'stage', 'commit', 'task', 'message', 'terms'] as const;
export type EffectClass = (typeof EFFECT_CLASSES)[number];

/**
 * P – prepare: nothing leaves the agent's own records. A – a person approves each one.
 * M – may run alone once it has earned it (starts at A).
 */
export type Ceiling = 'P' | 'A' | 'M';
