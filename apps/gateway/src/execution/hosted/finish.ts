import { eventId } from '@salesagent/canon/events';
import type { Clock } from '@salesagent/canon/sales';
import type { StoredEvent, StoreTransaction } from '@salesagent/event-store';
import type { Write } from '../changes';
import { executionEvent, executionStream, type ExecutionResult, type Failure } from '../outcome';
import { pendingWrites, type PendingWrite, type Purpose } from './pending';

/** Examples in a note. */
const EXAMPLES = 10;

/** Ends an execution whose writes all have a result: exactly one outcome, and nothing left under way. */
export async function finishExecution(
  tx: StoreTransaction,
  clock: Clock,
  actionId: string,
  events: readonly StoredEvent[],
): Promise<ExecutionResult> {
  const stream = executionStream(actionId);
  const all = await pendingWrites(tx.client, actionId, 'execute');
  const started = events.find((e) => e.type === 'ExecutionStarted')!;
  const permit = { permitId: started.causationId ?? actionId, by: started.actor ?? actionId };
  const event = (type: string, data: Record<string, unknown>) =>
    executionEvent(actionId, permit, clock.now(), type, data);
  const { writes, failed, note } = summary(all);
  await remove(tx, actionId, 'execute');
  if (writes.length === 0 && failed.length > 0) {
    const { reason, code } = failed[0]!.failure!;
    const told = failed.length > 1 ? `${reason} (and ${failed.length - 1} more)` : reason;
    await tx.append(stream, events.length, [event('ActionFailed', { reason: told, code })]);
    return { outcome: 'failed', reason: told };
  }
  await tx.append(stream, events.length, [event('ActionExecuted', { writes, undoable: writes.length > 0, note })]);
  return { outcome: 'executed' };
}

/** Ends taking an action back; what a person has touched since is left, and said. */
export async function finishUndo(
  tx: StoreTransaction,
  clock: Clock,
  actionId: string,
  events: readonly StoredEvent[],
): Promise<Failure | null> {
  const all = await pendingWrites(tx.client, actionId, 'undo');
  const { failed } = summary(all);
  // Another attempt has ended it.
  if (all.length === 0) return null;
  await remove(tx, actionId, 'undo');
  if (failed.length > 0 && failed.length === all.length) return failed[0]!.failure!;
  const { by, reason } = all[0]!.plan as { by: string; reason: string };
  const left = failed.length > 0 ? ` (${failed.length} of ${all.length} left: ${examples(failed)})` : '';
  const stream = executionStream(actionId);
  await tx.append(stream, events.length, [
    {
      id: eventId(`undo:${actionId}`, stream, 'ActionUndone'),
      type: 'ActionUndone',
      data: { actionId, by, reason: `${reason}${left}` },
      occurredAt: clock.now(),
      correlationId: actionId,
      causationId: actionId,
      actor: by,
    },
  ]);
  return null;
}

/** How many values of people a write hit that were put back, and the fields of those that were not. */
interface Hit {
  hit: number;
  lost: readonly string[];
}

function summary(all: readonly PendingWrite[]): { writes: Write[]; failed: PendingWrite[]; note: string | null } {
  const entered = all.filter((w) => w.state === 'entered').map((w) => w.written as Write & Hit);
  const failed = all.filter((w) => w.state === 'failed');
  const hits = entered.reduce((sum, { hit }) => sum + hit, 0);
  const lost = entered.filter((w) => w.lost.length > 0).map(({ record, lost: of }) => `${record} (${of.join(', ')})`);
  const notes = [
    all[0]?.plan.note ?? null,
    failed.length > 0 ? `${failed.length} not written: ${examples(failed)}` : null,
    hits > 0 ? `${hits} values of people were hit while it was written, and put back` : null,
    lost.length > 0
      ? `the CRM did not take people's values back that it hit: ${lost.slice(0, EXAMPLES).join('; ')}`
      : null,
  ].filter((n) => n !== null);
  const writes = entered.map(({ hit: _hit, lost: _lost, ...write }) => write);
  return { writes, failed, note: notes.length > 0 ? notes.join('; ') : null };
}

function examples(failed: readonly PendingWrite[]): string {
  const some = failed.slice(0, EXAMPLES).map(({ type, id, failure }) => `${type}/${id} (${failure!.code})`);
  return [...some, ...(failed.length > EXAMPLES ? ['…'] : [])].join(', ');
}

/** With what the connector remembered of them: its journal holds former values in plain, and nobody asks for them again. */
async function remove(tx: StoreTransaction, actionId: string, purpose: Purpose['purpose']): Promise<void> {
  await tx.client.query(
    `with ended as (delete from gateway.hosted_write where action_id = $1 and purpose = $2 returning key)
     delete from crm.sent where key in (select key from ended)`,
    [actionId, purpose],
  );
}
