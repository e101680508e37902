import type { Client } from '@hubspot/api-client';
import { CrmForbidden } from '../hosted/errors';
import type { HostedWrite, HostedWriteOutcome, Priority } from '../hosted/port';
import { associateAll, type Associating } from './associating';
import { associationsOf, primaryType, type Associations } from './associations';
import type { HubSpotConnection } from './connection';
import { Refusal } from './failures';
import { batchRead } from './read';
import { withoutPartner } from './partners';
import {
  associationsToWrite,
  leftOpen,
  propertiesToWrite,
  sendHalving,
  throwOpen,
  type Input,
  type Turn,
} from './write-batches';

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
    throwOpen(outcomes);
    await associateNew(connection, writes, outcomes, new Set(live.keys()), priority);
    return outcomes;
  } catch (thrown) {
    return leftOpen(outcomes, thrown);
  }
}

/**
 * A record of an earlier attempt may lack its associations, or the mark of the primary one; one that has others keeps
 * them. What was made just now and
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
  const { object } = writes[0]!;
  const made = writes.flatMap((write, index): Associating[] => {
    const outcome = outcomes[index]!;
    const wanted = associationsToWrite(write).filter(([, ids]) => ids.length > 0);
    if (outcome.outcome !== 'written' || wanted.length === 0) return [];
    return [{ index, id: outcome.id, wanted, begun: true }];
  });
  const isNew = ({ index }: Associating): boolean => !existing.has(writes[index]!.key);
  const earlier = made.filter((one) => !isNew(one));
  // What an earlier attempt made stands, whatever HubSpot says of its associations.
  await associateAll(connection, object, await lacking(connection, object, earlier, priority), { priority });
  const failed = await associateAll(connection, object, made.filter(isNew), { priority });
  const inputs = made.filter(({ index }) => failed.has(index)).map(({ id }) => ({ id }));
  if (inputs.length === 0) return;
  await connection.request('write', priority, (client) =>
    client.crm.objects.batchApi.archiveWithHttpInfo(object, { inputs }),
  );
  for (const { index, id } of made) {
    const refused = failed.get(index);
    if (refused?.outcome === 'refused')
      outcomes[index] = { ...refused, message: `created as ${id} and archived again: ${refused.message}` };
  }
}

/** Records with those of their associations that an earlier attempt has left unfinished. */
async function lacking(
  connection: HubSpotConnection,
  object: string,
  records: readonly Associating[],
  priority: Priority,
): Promise<Associating[]> {
  let left = [...records];
  for (const to of new Set(records.flatMap(({ wanted }) => wanted.map(([one]) => one)))) {
    const asked = left.filter(({ wanted }) => wanted.some(([one]) => one === to)).map(({ id }) => id);
    const present = await associationsOf(connection, object, to, asked, priority);
    const marks = primaryType(object, to) !== undefined;
    left = left.map((one) => {
      const stands = ([other, ids]: Associating['wanted'][number]): boolean =>
        other === to && !isUnfinished(ids, present.get(one.id), marks);
      return { ...one, wanted: one.wanted.filter((each) => !stands(each)) };
    });
  }
  return left;
}

/** Something is missing, and there is nothing else that people would have put in its place. */
function isUnfinished(wanted: readonly string[], has: Associations | undefined, marksPrimary: boolean): boolean {
  if (!has) return true;
  if (has.ids.some((id) => !wanted.includes(id))) return false;
  return has.ids.length < wanted.length || (marksPrimary && has.primary === null);
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
