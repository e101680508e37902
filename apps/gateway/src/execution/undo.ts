import type { PoolClient } from 'pg';
import { eventId } from '@salesagent/canon/events';
import { fieldSpec, parseRecordRef, type Clock, type RecordType } from '@salesagent/canon/sales';
import { changedFields, fromColumns, writeAs } from '@salesagent/crm';
import type { EventStore, StoredEvent } from '@salesagent/event-store';
import type { Sealer } from '@salesagent/sealing';
import { holdsErased } from '../personal-data/erased';
import { holdOffErasure } from '../personal-data/erasure-lock';
import { revertWrites, type Write } from './changes';
import type { HostedCarrier } from './hosted/hosted-carrier';
import { executionStream } from './outcome';

/** It cannot be taken back, with the reason a person can act on. */
export class UndoRefused extends Error {
  override readonly name = 'UndoRefused';
}

export interface UndoRequest {
  actionId: string;
  by: string;
  reason: string;
}

/** Takes executed changes back, as long as nobody has touched the records since. */
export class Undo {
  constructor(
    private readonly parts: {
      store: EventStore;
      sealer: Sealer;
      clock: Clock;
      changed: () => void;
      hosted?: HostedCarrier | null;
    },
  ) {}

  /** Idempotent. @throws UndoRefused; over a hosted CRM what leaves the outcome open – it is then taken up again */
  async undo({ actionId, by, reason }: UndoRequest): Promise<void> {
    const stream = executionStream(actionId);
    const { hosted } = this.parts;
    const begun = await this.parts.store.transact([stream], async (tx) => {
      const events = await tx.read(stream);
      if (events.some((e) => e.type === 'ActionUndone')) return false;
      if (await hosted?.isTakingBack(tx.client, actionId)) return true;
      await holdOffErasure(tx.client);
      const sealed = writesOf(actionId, events);
      if (await holdsErased(tx.client, sealed))
        throw new UndoRefused(`${actionId} cannot be taken back: a person it speaks of was erased since.`);
      const writes = (await this.parts.sealer.openDeep(sealed)) as Write[];
      await writeAs(tx.client, { by, cause: actionId });
      await lock(tx.client, writes);
      await mustBeUntouched(tx.client, writes);
      if (await hosted?.planUndo(tx.client, { actionId, by, reason, writes })) return true;
      await revertWrites(tx.client, writes);
      await tx.append(stream, events.length, [
        {
          id: eventId(`undo:${actionId}`, stream, 'ActionUndone'),
          type: 'ActionUndone',
          data: { actionId, by, reason },
          occurredAt: this.parts.clock.now(),
          correlationId: actionId,
          causationId: actionId,
          actor: by,
        },
      ]);
      return false;
    });
    const refused = begun ? await hosted!.settleUndo(actionId) : null;
    this.parts.changed();
    if (refused) throw new UndoRefused(`${actionId} cannot be taken back: ${refused.reason}`);
  }
}

function writesOf(actionId: string, events: readonly StoredEvent[]): Write[] {
  const executed = events.find((e) => e.type === 'ActionExecuted');
  if (!executed) throw new UndoRefused(`${actionId} has not been executed, so there is nothing to take back.`);
  const { undoable, writes } = executed.data as { undoable: boolean; writes: Write[] };
  if (!undoable) throw new UndoRefused(`${actionId} cannot be taken back: it changed nothing in the CRM.`);
  return writes;
}

function byType(writes: readonly Write[]): Map<RecordType, Write[]> {
  const groups = new Map<RecordType, Write[]>();
  for (const write of writes) {
    const { type } = parseRecordRef(write.record);
    groups.set(type, [...(groups.get(type) ?? []), write]);
  }
  return groups;
}

async function lock(client: PoolClient, writes: readonly Write[]): Promise<void> {
  for (const [type, list] of byType(writes)) {
    const ids = list.map((w) => parseRecordRef(w.record).id);
    await client.query(`select from crm."${type}" where id = any($1) order by id for no key update`, [ids]);
  }
}

/** A later change counts as a touch unless it set only fields that agents own. @throws UndoRefused */
async function mustBeUntouched(client: PoolClient, writes: readonly Write[]): Promise<void> {
  for (const [type, list] of byType(writes)) {
    const { rows } = await client.query<{
      record_id: string;
      operation: string;
      before: Record<string, unknown> | null;
      after: Record<string, unknown> | null;
      by: string;
      changed_at: Date;
    }>(
      `select c.record_id, c.operation, c.before, c.after, c."by", c.changed_at from crm.change c
       join unnest($2::text[], $3::int[]) as w(id, version) on c.record_id = w.id and c.version > w.version
       where c.record_type = $1 order by c.position`,
      [type, list.map((w) => parseRecordRef(w.record).id), list.map((w) => w.recordVersion)],
    );
    for (const row of rows) {
      const fields = Object.keys(
        changedFields(fromColumns(type, row.before ?? {}), fromColumns(type, row.after ?? {})),
      );
      if (row.operation === 'update' && fields.every((field) => fieldSpec(type, field)?.agent)) continue;
      const what = row.operation === 'delete' ? 'was deleted' : `was changed (${fields.join(', ')})`;
      throw new UndoRefused(
        `${type}/${row.record_id} ${what} by ${row.by} on ${row.changed_at.toISOString()}, after this was executed. ` +
          `Undo would overwrite that; change the record in the CRM instead.`,
      );
    }
  }
}
