/**
 * What a playbook may tighten and never loosen: the limits of conduct are code, like the ceilings of effect × tier.
 * The section `conduct/tone` of the base playbook says the same in words.
 */
export const CONDUCT_LIMITS = { firstTouchWords: 90, touches: 4, touchesWithinDays: 21 } as const;
