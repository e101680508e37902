import type { Pool } from 'pg';
import { FollowLoop } from '@salesagent/event-store';
import { ReasonNamesPerson, type Erasure } from '../../personal-data/erasure';

/** Between two looks for what could not be erased at once, in milliseconds. */
const IDLE = 60_000;

interface Told {
  type: string;
  id: string;
}

/**
 * Erases people whom somebody has deleted for good in the CRM because privacy laws ask for it. That person has decided
 * already, and the CRM's vendor promises them that connected systems follow: nobody is asked once more. Any instance
 * may do it; what is erased already is left as it is.
 */
export class PrivacyDeletions {
  private readonly loop: FollowLoop;

  constructor(
    private readonly parts: {
      pool: Pool;
      erasure: Erasure;
      /** The CRM by its name, as it stands in the record of the erasure. */
      crm: string;
      onErased: (ref: string) => void;
      onError: (error: unknown) => void;
    },
  ) {
    this.loop = new FollowLoop(() => this.step(), parts.onError, { idle: IDLE, shortest: IDLE });
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** One that cannot be erased now does not keep the others waiting. @throws the first error, when all were tried */
  async step(): Promise<boolean> {
    const { pool, onErased } = this.parts;
    const { rows } = await pool.query<Told>(
      'select record_type as type, record_id as id from gateway.privacy_deletion order by told_at, 1, 2',
    );
    const failures: unknown[] = [];
    for (const { type, id } of rows) {
      try {
        const ref = `${type}/${id}`;
        if (await this.erase(ref)) onErased(ref);
        await pool.query('delete from gateway.privacy_deletion where record_type = $1 and record_id = $2', [type, id]);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return false;
  }

  /** @returns false where nothing of the person is held here: what is on its way is kept out */
  private async erase(ref: string): Promise<boolean> {
    const { erasure, crm } = this.parts;
    const who = { ref, by: crm, unheldToo: true };
    try {
      const reason = `deleted for good in ${crm}, to comply with privacy laws`;
      return !(await erasure.erase({ ...who, reason })).done;
    } catch (error) {
      if (!(error instanceof ReasonNamesPerson)) throw error;
      // Somebody called like a word of it.
      await erasure.erase({ ...who, reason: '–' });
      return true;
    }
  }
}
