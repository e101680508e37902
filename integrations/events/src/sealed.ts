import type { Sealed } from './generated/events';

/** Whether a value is a personal one, sealed: keep it, move it or drop it, but there is nothing to read in it. */
export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && (value as { sealed?: unknown }).sealed === 1;
}
