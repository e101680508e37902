import type { Clock } from '@salesagent/canon/sales';
import { FollowLoop } from '@salesagent/event-store';
import { localTime } from '@salesagent/governance';
import type { SessionLocks } from '../session-locks';
import type { Reading } from './backfill';
import { reconcile } from './reconcile';
import { syncState } from './sync-state';
import { forgetOldEvents } from './webhooks/webhook-intake';

/** Between two looks at the clock, in milliseconds. */
const LOOK = 60_000;

/** The CRM is being compared already, here or on another instance. */
export class ReconcileBusy extends Error {
  override readonly name = 'ReconcileBusy';
  constructor() {
    super('The CRM is being reconciled already; GET /crm/reconcile says what was found when it has ended.');
  }
}

/** Reconciles on demand, and once every night: one at a time over all instances. */
export class Reconciler {
  private readonly loop: FollowLoop;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly reading: Reading,
    private readonly locks: SessionLocks,
    private readonly options: {
      /** From this hour on, in the company's time zone. */
      hour: number;
      timeZone: string;
      /** Called when the copy has changes to be read. */
      changed: () => void;
      onError: (error: unknown) => void;
    },
  ) {
    this.loop = new FollowLoop(() => this.look(), options.onError, { idle: LOOK, shortest: LOOK });
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.running;
  }

  /** Begins in the background; what it finds is the last report. @throws ReconcileBusy */
  async begin(dryRun: boolean): Promise<void> {
    const held = await this.locks.tryLock(['crm reconcile']);
    if (!held) throw new ReconcileBusy();
    this.running = reconcile(this.reading, dryRun)
      .catch(this.options.onError)
      .finally(() => held.release())
      .then(this.options.changed);
  }

  /** Whether one runs, here or on another instance. */
  async isRunning(): Promise<boolean> {
    const held = await this.locks.tryLock(['crm reconcile']);
    await held?.release();
    return held === null;
  }

  /** Resolves when what was begun here has ended. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** Once a night, whichever instance looks first. */
  async look(): Promise<boolean> {
    const { pool, clock } = this.reading;
    // There is nothing to compare with before everything was read once.
    if ((await syncState(pool)).phase !== 'following') return false;
    if (!isDue(clock, this.options, await lastFullReading(this.reading))) return false;
    try {
      await this.begin(false);
      await forgetOldEvents(pool);
    } catch (error) {
      if (!(error instanceof ReconcileBusy)) throw error;
    }
    return false;
  }
}

/** Whether the hour has come and nothing was reconciled since it came. */
export function isDue(
  clock: Clock,
  { hour, timeZone }: { hour: number; timeZone: string },
  last: Date | null,
): boolean {
  const now = localTime(clock.now(), timeZone);
  if (now.minutes < hour * 60) return false;
  if (last === null) return true;
  const then = localTime(last, timeZone);
  return then.date < now.date || (then.date === now.date && then.minutes < hour * 60);
}

/** When every record was last begun to be read: a comparison right after the first reading would only cost its quota. */
async function lastFullReading({ pool }: Reading): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    // One that did not come to its end is tried again after an hour.
    `select max(started_at) as at from gateway.sync_run where case kind when 'reconcile'
       then report ->> 'dryRun' = 'false' or started_at > now() - interval '1 hour' else finished_at is not null end`,
  );
  return rows[0]?.at ?? null;
}
