/** What can go wrong with a request, wherever it goes. `after`: the request took effect first. */
export type HttpFault =
  | 'rate-limited'
  | 'unavailable-before'
  | 'unavailable-after'
  | 'timeout-before'
  | 'timeout-after'
  | 'dropped-before'
  | 'dropped-after'
  | 'token-expired';

/** A small seeded generator (mulberry32): the same seed is the same run. Gives numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Faults of a fake CRM: those a scenario asks for, in order, and else by chance from a seed. `Kind` are the
 * {@link HttpFault}s and what one vendor adds to them.
 */
export class Faults<Kind extends string = HttpFault> {
  /** How often each was injected. */
  readonly injected = new Map<Kind, number>();
  private asked: { kind: Kind; matches: (path: string) => boolean }[] = [];
  private readonly random: () => number;

  constructor(
    seed = 1,
    /** Chance of each kind per request, 0 to 1. */
    private rates: Partial<Record<Kind, number>> = {},
  ) {
    this.random = seededRandom(seed);
  }

  /** The next request whose path matches has this fault, or the one so many after it. */
  next(kind: Kind, matches: (path: string) => boolean = () => true, later = 0): void {
    let left = later;
    this.asked.push({ kind, matches: (path) => matches(path) && (left -= 1) < 0 });
  }

  setRates(rates: Partial<Record<Kind, number>>): void {
    this.rates = rates;
  }

  /** No faults from now on. */
  calm(): void {
    this.rates = {};
    this.asked = [];
  }

  /** The fault of this request, of those that can happen to it. */
  draw(path: string, possible: readonly Kind[]): Kind | null {
    const index = this.asked.findIndex(({ kind, matches }) => possible.includes(kind) && matches(path));
    if (index >= 0) return this.count(this.asked.splice(index, 1)[0]!.kind);
    let dice = this.random();
    for (const kind of possible) {
      const rate = this.rates[kind] ?? 0;
      if (dice < rate) return this.count(kind);
      dice -= rate;
    }
    return null;
  }

  private count(kind: Kind): Kind {
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
    return kind;
  }
}
