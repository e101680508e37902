import type { DocumentPassage } from '@salesagent/canon/events';

/** A passage of a document among facts, marked so that nothing takes its words for a fact of the CRM. */
export type FoundPassage = DocumentPassage & { document: 1 };

export const isFoundPassage = (value: unknown): value is FoundPassage =>
  typeof value === 'object' && value !== null && (value as { document?: unknown }).document === 1;

/** Every passage of a document in a JSON value. */
export function passagesIn(value: unknown): FoundPassage[] {
  if (isFoundPassage(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(passagesIn);
}

/** The value without passages of documents: what is recorded in the CRM. */
export function withoutPassages(value: unknown): unknown {
  if (isFoundPassage(value)) return null;
  if (Array.isArray(value)) return value.map(withoutPassages);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPassages(item)]));
}

/** As an event keeps it. */
export function recorded({ document: _mark, ...passage }: FoundPassage): DocumentPassage {
  return passage;
}
