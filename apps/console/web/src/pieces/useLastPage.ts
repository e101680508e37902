import { useEffect } from 'react';

/** Where a page of a list begins, whatever an address says. */
export function offsetOf(from: string | null | undefined): number {
  const offset = Math.floor(Number(from));
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/**
 * Turns to the last page of a list where the one asked for is past its end: the list has become shorter, or an address
 * is of a time with more in it.
 * @param total how long the list is; undefined as long as that is not known
 * @returns whether it turns: there is nothing to show until then
 */
export function useLastPage(
  { offset, size, total }: { offset: number; size: number; total: number | undefined },
  turn: (offset: number) => void,
): boolean {
  const last = total === undefined ? offset : Math.floor(Math.max(0, total - 1) / size) * size;
  const isPast = offset > last;
  useEffect(() => {
    if (isPast) turn(last);
  }, [isPast, last, turn]);
  return isPast;
}
