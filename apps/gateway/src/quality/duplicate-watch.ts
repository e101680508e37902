import type { Pool } from 'pg';
import { DUPLICATE_TYPES } from '@salesagent/crm';
import { FollowLoop } from '@salesagent/event-store';
import type { SessionLocks } from '../session-locks';
import { isOutOfDate, lookForDuplicates } from './duplicate-look';

/** From one question whether a look is due to the next, in milliseconds: at least, and at most. */
const APART = 15_000;
const IDLE = 60_000;

/** After a look nothing is looked for during so many times what it took: large companies are looked at less often. */
const RESTS = 9;

/** Looks for duplicates when accounts or contacts have changed: one instance at a time, and never without a pause. */
export class DuplicateWatch {
  private readonly loop: FollowLoop;
  private restsUntil = 0;

  constructor(
    private readonly pool: Pool,
    private readonly locks: SessionLocks,
    onError: (error: unknown) => void,
  ) {
    this.loop = new FollowLoop(() => this.look(), onError, { idle: IDLE, shortest: IDLE, apart: APART });
  }

  start(): void {
    this.loop.start();
  }

  /** Something in the CRM has changed. */
  readonly wake = (): void => this.loop.wake();

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Takes the looks that are due. */
  async look(): Promise<false> {
    const began = performance.now();
    if (began < this.restsUntil) return false;
    for (const type of DUPLICATE_TYPES) {
      const held = await this.locks.tryLock([`duplicates ${type}`]);
      if (!held) continue;
      try {
        if (await isOutOfDate(this.pool, type)) await lookForDuplicates(this.pool, type);
      } finally {
        await held.release();
      }
    }
    const ended = performance.now();
    this.restsUntil = ended + RESTS * (ended - began);
    return false;
  }
}
