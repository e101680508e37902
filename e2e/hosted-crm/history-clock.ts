import { VirtualClock } from '@salesagent/crm/testing';

const DAY_MS = 86_400_000;

/** Time of a played CRM: what was there before is written at its own day, and from `live` on it is the real time. */
export class HistoryClock extends VirtualClock {
  private past: number | null = null;

  constructor() {
    super(new Date(), true);
  }

  override now(): Date {
    return new Date(this.past ?? Date.now());
  }

  override sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Goes to noon, so many days ago. */
  goTo(daysAgo: number): void {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    this.past = today - daysAgo * DAY_MS + DAY_MS / 2;
  }

  live(): void {
    this.past = null;
  }
}

/** Calls in the order of time, the oldest first. */
export function inOrder(clock: HistoryClock, acts: readonly { ago: number; act: () => void }[]): void {
  for (const { ago, act } of [...acts].sort((a, b) => b.ago - a.ago)) {
    clock.goTo(ago);
    act();
  }
  clock.live();
}
