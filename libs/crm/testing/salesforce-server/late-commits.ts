/** Transactions that were begun and become visible later. */
export class LateCommits {
  private waiting: { visibleAt: number; apply: () => void }[] = [];

  constructor(private readonly now: () => Date) {}

  add(delayMs: number, apply: () => void): void {
    this.waiting.push({ visibleAt: this.now().getTime() + delayMs, apply });
  }

  /** Applies what is due by now, in the order of the commits. */
  settle(): void {
    const due = this.waiting.filter(({ visibleAt }) => visibleAt <= this.now().getTime());
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((entry) => !due.includes(entry));
    for (const { apply } of due.sort((a, b) => a.visibleAt - b.visibleAt)) apply();
  }
}
