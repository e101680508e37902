import type { ClientBase } from 'pg';
import { eventId } from '@salesagent/canon/events';
import { parseRecordRef } from '@salesagent/canon/sales';
import type { CrmConnector } from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import type { Write } from '../changes';
import { executionStream } from '../outcome';
import { recordPlan } from './pending';
import { holds, only, type PlannedWrite } from './plan';

/**
 * Plans taking writes back in a hosted CRM: former values, where what we wrote still stands; what was created is
 * deleted. @returns false when nothing of them is in the hosted CRM, so that the copy alone is to be changed
 */
export async function planUndo(
  client: ClientBase,
  parts: { connector: CrmConnector; sealer: Sealer },
  undo: { actionId: string; by: string; reason: string; writes: readonly Write[] },
): Promise<boolean> {
  const { connector, sealer } = parts;
  const { actionId, by, reason } = undo;
  const writes = undo.writes.map((write) => reverse(connector, write));
  const inCrm = writes.some(
    ({ type, operation, set }) =>
      connector.types().includes(type) && (operation === 'delete' || Object.keys(set).length > 0),
  );
  if (!inCrm) return false;
  const sealedFor = eventId(`undo:${actionId}`, executionStream(actionId), 'ActionUndone');
  await recordPlan(client, sealer, { actionId, eventId: sealedFor, purpose: 'undo', by, reason, writes, note: null });
  return true;
}

function reverse(connector: CrmConnector, { record, before, after }: Write): PlannedWrite {
  const { type, id } = parseRecordRef(record);
  const held = (field: string): boolean => holds(connector, type, field);
  const expect = only(after, held);
  if (before === null) return { type, id, operation: 'delete', set: {}, expect, local: {} };
  const local = only(before, (field) => !held(field));
  return { type, id, operation: 'update', set: only(before, held), expect, local };
}
