import { approve, awaiting, editInCrm, type RunningStack } from '../harness';
import { sleep } from './patience';

/** A manager who gives stalled deals an owner, one after another, and approves what is then asked. */
export class Approver {
  approved = 0;
  private over = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly stack: RunningStack,
    private readonly token: string,
    private readonly cells: readonly { deal: string; owner: string }[],
    private readonly pauseMilliseconds: number,
  ) {}

  start(): void {
    this.running = this.work();
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.running;
  }

  /** Approves everything that waits; what is refused meanwhile waits until the next look. */
  async approveAll(): Promise<void> {
    for (const actionId of await awaiting(this.stack)) {
      await approve(this.stack, actionId).then(
        () => (this.approved += 1),
        () => undefined,
      );
    }
  }

  private async work(): Promise<void> {
    const waiting = [...this.cells];
    while (!this.over) {
      const [next] = waiting;
      if (next) {
        const set = { ownerId: next.owner };
        const done = await editInCrm(this.stack, this.token, `opportunity/${next.deal}`, set).then(
          () => true,
          () => false,
        );
        if (done) waiting.shift();
      }
      await this.approveAll().catch(() => undefined);
      await sleep(this.pauseMilliseconds);
    }
  }
}
