import { FollowLoop } from '@salesagent/event-store';
import type { HostedCarrier } from './hosted-carrier';

/** Between two looks for what nobody repeats, in milliseconds. */
const APART = 30_000;

/** Brings to its end what a process that was killed had begun, at the start and from time to time. */
export class Settler {
  private readonly loop: FollowLoop;

  constructor(carrier: HostedCarrier, onError: (error: unknown) => void) {
    const turn = async (): Promise<boolean> => {
      await carrier.settleAll(onError);
      return false;
    };
    this.loop = new FollowLoop(turn, onError, { idle: APART, shortest: APART });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }
}
