/** Milliseconds. */
export interface Pace {
  /** The longest pause while there is nothing to do (1,000). */
  idle?: number;
  /**
   * The first pause after there was something to do, doubled up to `idle` (10): short where what was just committed can
   * still be hidden, as long as `idle` where a wake-up comes with everything there is to see.
   */
  shortest?: number;
  /** Between the beginnings of two steps, unless there is more to do at once (0): what comes meanwhile is one step's. */
  apart?: number;
}

/** What a step found: more to do at once, nothing, or something to do in so many milliseconds at the latest. */
export type Found = boolean | number;

/** The longest pause after a wake-up that came during a step. */
const WOKEN_MS = 10;

/**
 * Runs a step again and again: at once while there is more, else when woken, else after a pause that grows. An error
 * pauses likewise and the step is tried again, without limit.
 */
export class FollowLoop {
  private running: Promise<void> | null = null;
  private stopping = false;
  private pending = false;
  private wakeSleeper: (() => void) | null = null;
  private endRest: (() => void) | null = null;
  private readonly pace: Required<Pace>;

  constructor(
    private readonly step: () => Promise<Found>,
    private readonly onError: (error: unknown, attempt: number) => void,
    { idle = 1_000, shortest = 10, apart = 0 }: Pace = {},
  ) {
    this.pace = { idle, shortest, apart };
  }

  start(): void {
    if (this.running) return;
    this.stopping = false;
    this.running = this.run();
  }

  /** Ends after the step that is running. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeSleeper?.();
    this.endRest?.();
    await this.running;
    this.running = null;
  }

  /** There may be something to do. */
  wake(): void {
    this.pending = true;
    this.wakeSleeper?.();
  }

  private async run(): Promise<void> {
    const { idle, shortest, apart } = this.pace;
    let pause = shortest;
    let failures = 0;
    while (!this.stopping) {
      if (this.pending) pause = shortest;
      this.pending = false;
      const began = performance.now();
      let found: Found = false;
      try {
        found = await this.step();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.onError(error, failures);
      }
      if (found === true) {
        pause = shortest;
        continue;
      }
      if (failures > 0) {
        await this.sleep(Math.min(100 * 2 ** Math.min(failures, 6), 5_000));
      } else if (this.pending) {
        await this.sleep(Math.min(shortest, WOKEN_MS));
      } else {
        await this.sleep(found === false ? pause : Math.min(found, pause));
        pause = Math.min(pause * 2, idle);
      }
      await this.rest(began + apart - performance.now());
    }
  }

  /** A pause that a wake-up ends. */
  private sleep(milliseconds: number): Promise<void> {
    return this.pausing(milliseconds, (end) => (this.wakeSleeper = end));
  }

  /** A pause that only stopping ends. */
  private rest(milliseconds: number): Promise<void> {
    return milliseconds > 0 ? this.pausing(milliseconds, (end) => (this.endRest = end)) : Promise.resolve();
  }

  private pausing(milliseconds: number, hold: (end: (() => void) | null) => void): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        hold(null);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      hold(done);
    });
  }
}
