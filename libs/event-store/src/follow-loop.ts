/**
 * Runs a step again and again: at once while there is more, else when woken, else after a pause that grows to
 * `idleMilliseconds`. An error pauses likewise and the step is tried again, without limit.
 */
export class FollowLoop {
  private running: Promise<void> | null = null;
  private stopping = false;
  private pending = false;
  private wakeSleeper: (() => void) | null = null;

  constructor(
    private readonly step: () => Promise<boolean>,
    private readonly onError: (error: unknown, attempt: number) => void,
    private readonly idleMilliseconds = 1_000,
    private readonly shortestPauseMilliseconds = 10,
  ) {}

  start(): void {
    if (this.running) return;
    this.stopping = false;
    this.running = this.run();
  }

  /** Ends after the step that is running. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeSleeper?.();
    await this.running;
    this.running = null;
  }

  /** There may be something to do. What was just committed can still be hidden, so the pauses start small again. */
  wake(): void {
    this.pending = true;
    this.wakeSleeper?.();
  }

  private async run(): Promise<void> {
    let pause = this.shortestPauseMilliseconds;
    let failures = 0;
    while (!this.stopping) {
      let again = false;
      try {
        again = await this.step();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.onError(error, failures);
      }
      if (again) {
        pause = this.shortestPauseMilliseconds;
        continue;
      }
      if (this.pending && failures === 0) pause = this.shortestPauseMilliseconds;
      this.pending = false;
      await this.sleep(failures > 0 ? Math.min(100 * 2 ** Math.min(failures, 6), 5_000) : pause);
      pause = Math.min(pause * 2, this.idleMilliseconds);
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wakeSleeper = null;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.wakeSleeper = done;
    });
  }
}
