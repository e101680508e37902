import { isSealed, type Sealed } from '@salesagent/canon/events';

/**
 * An edited change with every personal text that stands in it as it was shown, sealed again as it was proposed: what an
 * approver leaves alone is never stored in the clear because something else was edited. What they write anew is theirs.
 * @param proposed the change as stored
 * @param shown the same change, opened
 */
export function resealed<T>(edited: T, proposed: unknown, shown: unknown): T {
  const sealed = new Map<string, Sealed>();
  collect(proposed, shown, sealed);
  return sealed.size === 0 ? edited : (replaced(edited, sealed) as T);
}

function collect(proposed: unknown, shown: unknown, into: Map<string, Sealed>): void {
  if (isSealed(proposed)) {
    if (typeof shown === 'string') into.set(shown, proposed);
    return;
  }
  if (typeof proposed !== 'object' || proposed === null || typeof shown !== 'object' || shown === null) return;
  const opened = shown as Record<string, unknown>;
  for (const [key, value] of Object.entries(proposed)) collect(value, opened[key], into);
}

function replaced(value: unknown, sealed: ReadonlyMap<string, Sealed>): unknown {
  if (typeof value === 'string') return sealed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, sealed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, sealed)]));
}
