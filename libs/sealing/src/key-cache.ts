/**
 * Keys held for a short time, so that an erased one is forgotten everywhere within it. Nothing is held for longer
 * than `seconds`, however often it is used.
 */
export class ExpiringCache<V> {
  private readonly entries = new Map<string, { value: V; until: number }>();

  constructor(
    private readonly seconds: number,
    private readonly capacity: number,
    private readonly now: () => number,
  ) {}

  get(name: string): V | undefined {
    const entry = this.entries.get(name);
    if (!entry) return undefined;
    if (entry.until > this.now()) return entry.value;
    this.entries.delete(name);
    return undefined;
  }

  set(name: string, value: V): void {
    this.entries.delete(name);
    this.entries.set(name, { value, until: this.now() + this.seconds * 1_000 });
    // A map keeps the order of insertion, so the first is the oldest.
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value as string);
  }

  forget(predicate: (name: string) => boolean): void {
    for (const name of this.entries.keys()) if (predicate(name)) this.entries.delete(name);
  }
}
