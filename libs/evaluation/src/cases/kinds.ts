/** What is evaluated, in the order in which it is told. */
export const KINDS = ['retrieval', 'refusal', 'drafting', 'extraction', 'injection'] as const;
export type Kind = (typeof KINDS)[number];
