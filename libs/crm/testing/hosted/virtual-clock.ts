import type { Timing } from '../../src/index';

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * Time as a test makes it: `sleep` ends when `advance` has passed its end. In auto mode a sleep moves the time on by
 * itself, so that work which waits for limits of a day takes no time.
 */
export class VirtualClock implements Timing {
  private ms: number;
  private sleepers: Sleeper[] = [];

  constructor(
    start: Date,
    private readonly auto = false,
  ) {
    this.ms = start.getTime();
  }

  now(): Date {
    return new Date(this.ms);
  }

  async sleep(ms: number): Promise<void> {
    const due = this.ms + Math.max(0, ms);
    if (this.auto) {
      this.ms = Math.max(this.ms, due);
      return;
    }
    await new Promise<void>((wake) => this.sleepers.push({ due, wake }));
  }

  /** Moves time on, waking sleepers one after another in the order of their ends, each at its own time. */
  async advance(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (let next = this.nextBy(end); next; next = this.nextBy(end)) {
      this.ms = Math.max(this.ms, next.due);
      this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
      // What was woken may sleep again before the next one's turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.ms = end;
  }

  private nextBy(end: number): Sleeper | undefined {
    return this.sleepers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
  }
}
