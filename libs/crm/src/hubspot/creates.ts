import type { Client } from '@hubspot/api-client';
import { CrmForbidden } from '../hosted/errors';
import type { HostedWrite, HostedWriteOutcome, Priority } from '../hosted/port';
import { associatedIds } from './associations';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import { batchRead } from './read';
import { withoutPartner } from './partners';
import { triedToAssociate } from './tried-associations';
import { afterSome, associationsToWrite, propertiesToWrite, sendHalving, type Input, type Turn } from './write-batches';

/**
 * Creates records so that the same key again finds what the first attempt made. The key is the value of a property
 * that no two records share. A record that has it already is found, not written again: an upsert would put the first
 * values over what people changed since. The rest is upserted by the key, so that of two instances one creates.
 */
export async function createBatch(
  connection: HubSpotConnection,
  keyProperty: string,
  writes: readonly HostedWrite[],
  turn: Turn,
): Promise<HostedWriteOutcome[]> {
  const { priority } = turn;
  const { object } = writes[0]!;
  const keys = writes.map(({ key }) => key);
  const live = await byKey(connection, object, keyProperty, keys, false, priority);
  const unknown = keys.filter((key) => !live.has(key));
  const archived =
    unknown.length > 0
      ? await byKey(connection, object, keyProperty, unknown, true, priority)
      : new Map<string, string>();
  const fresh = writes.filter(({ key }) => !live.has(key) && !archived.has(key));
  const impossible = await withoutPartner(connection, fresh, priority);
  const inputs = writes.flatMap((write, index): Input[] => {
    if (!fresh.includes(write) || impossible.has(write.key)) return [];
    return [
      { id: write.key, trace: String(index), properties: { ...propertiesToWrite(write), [keyProperty]: write.key } },
    ];
  });
  const made = await sendHalving(inputs, (some) => upsert(connection, object, keyProperty, some, turn));
  const outcomes = writes.map(({ key }, index): HostedWriteOutcome => {
    const found = live.get(key);
    if (found !== undefined) return { outcome: 'written', id: found };
    // It was made and then deleted: that stays as it is.
    return archived.has(key) ? { outcome: 'gone' } : (impossible.get(key) ?? made.get(String(index))!);
  });
  try {
    await associateNew(connection, writes, outcomes, new Set(live.keys()), priority);
  } catch (thrown) {
    throw afterSome(true, thrown);
  }
  return outcomes;
}

/**
 * A record of an earlier attempt may lack its associations; one that has any keeps them. What was made just now and
 * cannot be associated, since a record went in between, is archived again: a refused write leaves nothing behind. One
 * that has been there for longer stands, people may work with it.
 */
async function associateNew(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  outcomes: HostedWriteOutcome[],
  existing: ReadonlySet<string>,
  priority: Priority,
): Promise<void> {
  for (const [index, write] of writes.entries()) {
    const outcome = outcomes[index]!;
    if (outcome.outcome !== 'written') continue;
    const record = { object: write.object, id: outcome.id };
    for (const [to, wanted] of associationsToWrite(write).filter(([, ids]) => ids.length > 0)) {
      const present = existing.has(write.key)
        ? await associatedIds(connection, record.object, to, [record.id], priority)
        : new Map();
      if (present.size > 0) continue;
      const refused = await triedToAssociate(connection, record, to, wanted, priority);
      if (!refused || existing.has(write.key)) continue;
      await connection.request('write', priority, (client) =>
        client.crm.objects.batchApi.archiveWithHttpInfo(record.object, { inputs: [{ id: record.id }] }),
      );
      outcomes[index] = { ...refused, message: `created as ${record.id} and archived again: ${refused.message}` };
      break;
    }
  }
}

async function upsert(
  connection: HubSpotConnection,
  object: string,
  keyProperty: string,
  inputs: readonly Input[],
  { priority, mayBegin }: Turn,
) {
  const asked = inputs.map(({ id, trace, properties }) => ({
    idProperty: keyProperty,
    id,
    objectWriteTraceId: trace,
    properties,
  }));
  const send = (client: Client) => client.crm.objects.batchApi.upsertWithHttpInfo(object, { inputs: asked });
  return connection.request('write', priority, send, mayBegin);
}

async function byKey(
  connection: HubSpotConnection,
  object: string,
  keyProperty: string,
  keys: readonly string[],
  archived: boolean,
  priority: Priority,
): Promise<Map<string, string>> {
  try {
    const found = await batchRead(
      connection,
      object,
      { ids: keys, properties: [keyProperty], idProperty: keyProperty, archived },
      priority,
    );
    return new Map(found.map(({ id, properties }) => [properties[keyProperty] ?? '', id]));
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new CrmForbidden(
      `"${object}" cannot be found by "${keyProperty}": ${thrown.message}`,
      thrown.code,
      `give "${object}" a single-line text property "${keyProperty}" whose values are unique`,
      { cause: thrown },
    );
  }
}
