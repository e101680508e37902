import type { Wanted, WantedPoint } from './indexed-points';
import { passageKey, pointHash } from './point';

/** Points that are hashed before others get their turn. */
const HASHED_AT_ONCE = 1_000;

/** Key → point and hash. */
export type Hashed = Map<string, { point: WantedPoint; hash: string }>;

/** Points by their keys, with their hashes. In slices: a process that serves others goes on between two. */
export async function hashed({ points }: Pick<Wanted, 'points'>): Promise<Hashed> {
  const all: Hashed = new Map();
  for (let from = 0; from < points.length; from += HASHED_AT_ONCE) {
    for (const point of points.slice(from, from + HASHED_AT_ONCE)) {
      all.set(passageKey(point), { point, hash: pointHash(point) });
    }
    await new Promise(setImmediate);
  }
  return all;
}

export const differs = (wanted: Hashed, held: ReadonlyMap<string, string>): boolean =>
  wanted.size !== held.size || [...wanted].some(([key, { hash }]) => held.get(key) !== hash);
