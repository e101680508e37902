/** The best of many by score without sorting them all: a heap of `size` whose root is the worst that is still in. */
export class Top {
  private readonly scores: number[] = [];
  private readonly places: number[] = [];

  /** `before(a, b)`: which of two places of equal score comes first. */
  constructor(
    private readonly size: number,
    private readonly before: (a: number, b: number) => boolean,
  ) {}

  /** Below this a place cannot come in. */
  get least(): number {
    return this.scores.length < this.size ? -Infinity : (this.scores[0] ?? Infinity);
  }

  offer(place: number, score: number): void {
    if (this.scores.length < this.size) {
      this.scores.push(score);
      this.places.push(place);
      for (let at = this.scores.length - 1; at > 0 && this.worse(at, (at - 1) >> 1); at = (at - 1) >> 1) {
        this.swap(at, (at - 1) >> 1);
      }
      return;
    }
    if (this.size === 0 || score < this.scores[0]!) return;
    if (score === this.scores[0] && !this.before(place, this.places[0]!)) return;
    this.scores[0] = score;
    this.places[0] = place;
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.scores.length && this.worse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.swap(at, worst);
      at = worst;
    }
  }

  /** Places, the best first. */
  taken(): number[] {
    const order = this.places.map((_, at) => at);
    return order.sort((a, b) => (this.worse(a, b) ? 1 : -1)).map((at) => this.places[at]!);
  }

  private worse(a: number, b: number): boolean {
    const difference = this.scores[a]! - this.scores[b]!;
    return difference < 0 || (difference === 0 && this.before(this.places[b]!, this.places[a]!));
  }

  private swap(a: number, b: number): void {
    [this.scores[a], this.scores[b]] = [this.scores[b]!, this.scores[a]!];
    [this.places[a], this.places[b]] = [this.places[b]!, this.places[a]!];
  }
}
