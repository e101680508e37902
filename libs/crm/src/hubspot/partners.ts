import type { HostedWrite, HostedWriteOutcome, Priority } from '../hosted/port';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import { ASSOCIATIONS } from './objects';
import { readRecords } from './read';
import { associationsToWrite } from './write-batches';

/**
 * Creates that name a record to be associated with which is not there, by key. HubSpot makes a record first and
 * associates it then, so this is looked at before: a record that nobody asked for alone would stay.
 */
export async function withoutPartner(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<Map<string, HostedWriteOutcome>> {
  const wanted = new Map<string, Set<string>>();
  for (const [to, ids] of writes.flatMap(associationsToWrite)) {
    wanted.set(to, new Set([...(wanted.get(to) ?? []), ...ids]));
  }
  const missing = new Map<string, Set<string>>();
  for (const [to, ids] of wanted) {
    if (ids.size > 0) missing.set(to, await notThere(connection, to, [...ids], priority));
  }
  const refused = new Map<string, HostedWriteOutcome>();
  for (const write of writes) {
    for (const [to, ids] of associationsToWrite(write)) {
      const id = ids.find((one) => missing.get(to)?.has(one));
      if (id === undefined) continue;
      const message = `nothing was created: ${to} ${id}, which it should be associated with, is not there`;
      refused.set(write.key, { outcome: 'refused', code: 'OBJECT_NOT_FOUND', message, field: `${ASSOCIATIONS}${to}` });
    }
  }
  return refused;
}

async function notThere(
  connection: HubSpotConnection,
  object: string,
  ids: readonly string[],
  priority: Priority,
): Promise<Set<string>> {
  try {
    const found = await readRecords(connection, { object, fields: [] }, ids, priority);
    const there = new Set(found.filter(({ state }) => state !== 'deleted').map(({ id }) => id));
    return new Set(ids.filter((id) => !there.has(id)));
  } catch (thrown) {
    // It cannot be read here, by its scopes for instance: associating it will tell.
    if (thrown instanceof Refusal) return new Set();
    throw thrown;
  }
}
