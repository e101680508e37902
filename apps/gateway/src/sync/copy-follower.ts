import { CrmForbidden, CrmUnavailable, CursorExpired, QuotaExhausted } from '@salesagent/crm';
import { FollowLoop, type Found } from '@salesagent/event-store';
import type { Held, SessionLocks } from '../session-locks';
import { backfillStep, beginBackfill, type Reading } from './backfill';
import { followStep, readHinted } from './follow';
import { setTrouble, syncState, type SyncState, type Trouble } from './sync-state';

/** Until what only a person can mend is tried again, in milliseconds. */
const AFTER_FORBIDDEN = 60_000;
const LONGEST_BACK_OFF = 60_000;

/**
 * Keeps the copy of a hosted CRM: reads everything once, then its changes for ever. Of several instances one reads;
 * when it ends, another goes on at the page where it stood.
 */
export class CopyFollower {
  private readonly loop: FollowLoop;
  private leading: Held | null = null;
  private failures = 0;
  /** On a clock that only grows, in milliseconds. */
  private notBefore = 0;

  constructor(
    private readonly reading: Reading,
    private readonly locks: SessionLocks,
    private readonly options: {
      /** Between two looks for changes, in milliseconds. */
      pollMs: number;
      /** Called when the copy has changes to be read. */
      changed: () => void;
      onError: (error: unknown) => void;
    },
  ) {
    this.loop = new FollowLoop(() => this.turn(), options.onError, { idle: options.pollMs, shortest: options.pollMs });
  }

  start(): void {
    this.loop.start();
  }

  /** The CRM told that something changed, or somebody mended what held the sync up. */
  wake(): void {
    this.notBefore = 0;
    this.loop.wake();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.leading?.release();
    this.leading = null;
  }

  private async turn(): Promise<Found> {
    if (performance.now() < this.notBefore) return false;
    this.leading ??= await this.locks.tryLock(['crm sync']);
    if (!this.leading || this.leading.lost()) {
      this.leading = null;
      return false;
    }
    return this.step();
  }

  /** Reads one page; true when there may be more at once. What holds it up is noted and tried again later. */
  async step(): Promise<boolean> {
    const { pool } = this.reading;
    const state = await syncState(pool);
    try {
      const more = await this.readOrBegin(state);
      this.failures = 0;
      if (state.trouble) await setTrouble(pool, null, this.reading.clock.now());
      this.options.changed();
      return more;
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble) throw error;
      await setTrouble(pool, trouble, this.reading.clock.now());
      this.options.onError(error);
      this.notBefore = performance.now() + this.pauseAfter(error);
      return false;
    }
  }

  /** Where changes were lost, or a cursor within a backfill, everything is read once more, from a new position. */
  private async readOrBegin(state: SyncState): Promise<boolean> {
    try {
      return await this.read(state);
    } catch (error) {
      if (!(error instanceof CursorExpired)) throw error;
      await beginBackfill(this.reading, state);
      return true;
    }
  }

  private async read(state: SyncState): Promise<boolean> {
    const { pool, connector } = this.reading;
    if (state.phase === 'starting') {
      await beginBackfill(this.reading, state);
      return true;
    }
    if (state.phase === 'backfill') {
      await backfillStep(this.reading, state);
      return true;
    }
    await readHinted(pool, connector, state.run!);
    return followStep(pool, connector, state);
  }

  private pauseAfter(error: unknown): number {
    this.failures += 1;
    if (error instanceof CrmForbidden) return AFTER_FORBIDDEN;
    const backOff = Math.min(250 * 2 ** Math.min(this.failures, 10), LONGEST_BACK_OFF);
    if (error instanceof CrmUnavailable) return Math.max(error.retryAfterMs, backOff);
    return LONGEST_BACK_OFF;
  }
}

/** What only passes or only a person can mend; `null` for a failure of our own. */
function troubleOf(error: unknown): Omit<Trouble, 'since'> | null {
  if (error instanceof CrmForbidden) {
    const { code, message, remedy } = error;
    return { kind: 'forbidden', code, message, remedy };
  }
  if (error instanceof CrmUnavailable) {
    const remedy = 'nothing to do: it is tried again, at growing distance';
    return { kind: 'unavailable', code: 'unavailable', message: error.message, remedy };
  }
  if (error instanceof QuotaExhausted) {
    const remedy = 'wait until the limit begins anew, or have it raised in the CRM';
    return { kind: 'quota', code: error.bucket, message: error.message, remedy };
  }
  return null;
}
