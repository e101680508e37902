import type { ClientBase } from 'pg';
import { isSealed } from '@salesagent/canon/events';
import type { RecordType } from '@salesagent/canon/sales';
import type { FieldValues, RecordState } from '@salesagent/crm';
import type { Present } from './present';

/** One that stays open for longer waits for a person; the copy follows the CRM meanwhile, and its echo with the rest. */
const PATIENCE = `interval '1 day'`;

/**
 * States of records that a write of ours has been sent to; what is only planned keeps nobody waiting. They may be its echo, or a person's edit before or after it:
 * the execution enters its own write first and then what it reads back, so each is somebody's once. It is told here
 * that there is something newer than what it may have read already.
 * @returns ids that the sync leaves to it
 */
export async function setAside(
  client: ClientBase,
  type: RecordType,
  states: readonly RecordState[],
  present: ReadonlyMap<string, Present>,
): Promise<Set<string>> {
  const { rows } = await client.query<{ record_id: string }>(
    `update gateway.hosted_write w set set_aside = set_aside + 1, set_aside_by = coalesce(nullif(x.by, 'unknown'), set_aside_by, x.by)
     from unnest($2::text[], $3::text[]) as x(id, by)
     where w.record_type = $1 and w.record_id = x.id and w.state = 'sent'
       and w.planned_at > now() - ${PATIENCE}
     returning w.record_id`,
    [type, states.map((s) => s.id), states.map((s) => (s.ours ? null : s.by))],
  );
  const aside = new Set(rows.map((row) => row.record_id));
  const unknown = states.filter((s) => s.state === 'live' && present.get(s.id)?.row === 'none' && !aside.has(s.id));
  for (const id of await createdByUs(client, type, unknown)) aside.add(id);
  return aside;
}

/**
 * New records that may be what we are just creating: the CRM gives them an id of its own, which only the answer to the
 * write tells. They are read once more when that is settled, whoever made them.
 */
async function createdByUs(client: ClientBase, type: RecordType, states: readonly RecordState[]): Promise<string[]> {
  if (states.length === 0) return [];
  const { rows } = await client.query<{ action_id: string; set: FieldValues }>(
    `select action_id, plan -> 'set' as set from gateway.hosted_write
     where record_type = $1 and operation = 'create' and state = 'sent' and planned_at > now() - ${PATIENCE}`,
    [type],
  );
  const ids = states.filter((s) => rows.some((r) => s.ours || s.by === r.action_id || says(s, r.set))).map((s) => s.id);
  await readAgain(client, type, ids);
  return ids;
}

/** Records that the sync reads by id next; one it is just reading, once more after that. */
export async function readAgain(client: ClientBase, type: RecordType, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `insert into gateway.sync_hint (record_type, record_id) select distinct $1, unnest($2::text[]) order by 2
     on conflict (record_type, record_id) do update set record_id = excluded.record_id`,
    [type, ids],
  );
}

/** Whether a state holds every value that was to be written, as far as they are not sealed. */
function says({ fields }: RecordState, set: FieldValues): boolean {
  const plain = Object.entries(set).filter(([, value]) => value !== null && !isSealed(value));
  return plain.length > 0 && plain.every(([field, value]) => JSON.stringify(fields[field]) === JSON.stringify(value));
}
