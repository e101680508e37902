import type { Pool } from 'pg';
import { recordRef, type Change, type Clock } from '@salesagent/canon/sales';
import type { CrmConnector, FieldValues } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { businessNow } from '../business-now';
import { planChange, type Plan } from './hosted/plan';
import { loadPayload } from './payloads';

/** What one write would do, in canon and where the CRM has names of its own in those. */
export interface PreviewedWrite {
  record: string;
  operation: string;
  /** What goes to the CRM. */
  set: FieldValues;
  /** What it must still hold, or nothing is written. */
  expect: FieldValues;
  /** What only the copy here holds. */
  here: FieldValues;
  inCrm: { object: string; values: FieldValues } | null;
}

/** What a change would write if it were executed now; nothing is begun. */
export class Preview {
  constructor(private readonly parts: { pool: Pool; sealer: Sealer; connector: CrmConnector; clock: Clock }) {}

  /**
   * @throws PayloadMissing, RecordConflict, RecordNotFound, InvalidField – it would not happen; CrmUnavailable,
   * QuotaExhausted – nobody knows just now
   */
  async of(actionId: string, digest: string): Promise<{ writes: PreviewedWrite[]; note: string | null }> {
    const { pool, sealer, connector } = this.parts;
    const payload = await loadPayload(pool, actionId, digest);
    if (payload.erased) return { writes: [], note: 'a person that this speaks of was erased' };
    const change = (await sealer.openDeep(payload.change)) as Change;
    if (change.kind === 'document') return { writes: [], note: 'the document is filed here, with its record' };
    const { writes, note } = await this.plan(actionId, change, payload.receivedAt);
    const inCrm = await connector.preview?.(
      writes.map(({ type, id, operation, set }, ordinal) => ({
        key: `${actionId}:${ordinal}`,
        type,
        id,
        operation,
        set,
      })),
    );
    const previewed = writes.map(({ type, id, operation, set, expect, local: here }, ordinal) => {
      return { record: recordRef(type, id), operation, set, expect, here, inCrm: inCrm?.[ordinal] ?? null };
    });
    return { writes: previewed, note };
  }

  async plan(actionId: string, change: Change, proposedAt: Date): Promise<Plan> {
    const { pool, connector, clock } = this.parts;
    const client = await pool.connect();
    try {
      await client.query('begin');
      const now = await businessNow(client, clock);
      return await planChange(client, connector, change, { actionId, proposedAt, now });
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
}
