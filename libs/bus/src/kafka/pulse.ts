/**
 * Heartbeats while a batch is worked on, however long that takes. `lost` is the last error that came of one: the group
 * is rebalancing, or the broker is away; a heartbeat that works again clears it.
 */
export class Pulse {
  lost: Error | null = null;
  private timer: NodeJS.Timeout | null;
  private beat: Promise<void> = Promise.resolve();
  private beating = false;

  constructor(heartbeat: () => Promise<void>, every: number) {
    this.timer = setInterval(() => {
      if (this.beating) return;
      this.beating = true;
      this.beat = heartbeat()
        .then(
          () => (this.lost = null),
          (error: Error) => (this.lost = error),
        )
        .then(() => {
          this.beating = false;
        });
    }, every);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.beat;
  }
}
