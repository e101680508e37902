/** How much goes into one request. */
export interface BatchLimits {
  /** Entries at most. */
  count: number;
  /** Of their JSON, at most. */
  bytes: number;
}

/** Cuts entries into lots that a store takes, in order. One that is too large alone is a lot of its own. */
export function* batchesOf<T>(entries: readonly T[], { count, bytes }: BatchLimits): Generator<T[]> {
  let lot: T[] = [];
  let size = 0;
  for (const entry of entries) {
    const own = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (lot.length > 0 && (lot.length === count || size + own > bytes)) {
      yield lot;
      lot = [];
      size = 0;
    }
    lot.push(entry);
    size += own;
  }
  if (lot.length > 0) yield lot;
}
