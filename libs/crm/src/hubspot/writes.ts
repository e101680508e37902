import type { Client } from '@hubspot/api-client';
import { NotBegun } from '../hosted/errors';
import type { HostedWrite, HostedWriteOutcome, Priority } from '../hosted/port';
import { associateAll, type Associating } from './associating';
import type { HubSpotConnection } from './connection';
import { createBatch } from './creates';
import { modifiedProperty } from './objects';
import { batchRead, readRecords } from './read';
import {
  associationsToWrite,
  batchesOf,
  leftOpen,
  notBegun,
  propertiesToWrite,
  sendHalving,
  throwOpen,
  type Input,
  type Turn,
} from './write-batches';

/** Writes in the order given, as few requests as that allows; what became of each. */
export async function writeAll(
  connection: HubSpotConnection,
  keyProperty: string,
  writes: readonly HostedWrite[],
  turn: Turn,
): Promise<HostedWriteOutcome[]> {
  const outcomes: HostedWriteOutcome[] = [];
  for (const batch of batchesOf(writes)) {
    try {
      outcomes.push(...(await writeBatch(connection, keyProperty, batch, turn)));
      throwOpen(outcomes);
    } catch (thrown) {
      return leftOpen(
        writes.map((_, index) => outcomes[index]),
        thrown,
      );
    }
  }
  return outcomes;
}

function writeBatch(
  connection: HubSpotConnection,
  keyProperty: string,
  batch: readonly HostedWrite[],
  turn: Turn,
): Promise<HostedWriteOutcome[]> {
  const { operation } = batch[0]!;
  if (operation === 'create') return createBatch(connection, keyProperty, batch, turn);
  return operation === 'update' ? updateBatch(connection, batch, turn) : archiveBatch(connection, batch, turn);
}

async function updateBatch(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  { priority, mayBegin }: Turn,
): Promise<HostedWriteOutcome[]> {
  const { object } = writes[0]!;
  const changed = await changedSince(connection, writes, priority);
  const inputs = writes.flatMap((write, index): Input[] => {
    const properties = propertiesToWrite(write);
    if (changed.has(write.id!) || Object.keys(properties).length === 0) return [];
    return [{ id: write.id!, trace: String(index), properties }];
  });
  const sent = await sendHalving(inputs, (some) => {
    const asked = some.map(({ id, trace, properties }) => ({ id, objectWriteTraceId: trace, properties }));
    const update = (client: Client) => client.crm.objects.batchApi.updateWithHttpInfo(object, { inputs: asked });
    return connection.request('write', priority, update, mayBegin);
  });
  const outcomes = writes.map(({ id }, index): HostedWriteOutcome => {
    if (changed.has(id!)) return { outcome: 'changed-since' };
    return sent.get(String(index)) ?? { outcome: 'written', id: id! };
  });
  // Of rows that are only associated nothing is told before that is done.
  let told = writes.map((_, index) => sent.get(String(index)));
  try {
    throwOpen(outcomes);
    await associate(connection, writes, outcomes, new Set(sent.keys()), { priority, mayBegin });
    told = outcomes;
    throwOpen(outcomes);
    return await withHeirs(connection, object, writes, outcomes, priority);
  } catch (thrown) {
    return leftOpen(told, thrown);
  }
}

/** HubSpot writes unconditionally: all there is against overwriting is to look just before. */
async function changedSince(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<Set<string>> {
  const conditional = writes.filter(({ unchangedSince }) => unchangedSince !== undefined);
  if (conditional.length === 0) return new Set();
  const { object } = writes[0]!;
  const property = modifiedProperty(object);
  const present = await batchRead(
    connection,
    object,
    { ids: conditional.map(({ id }) => id!), properties: [property] },
    priority,
  );
  const modified = new Map(
    present.map((one) => [one.id, new Date(one.properties[property] ?? one.updatedAt).getTime()]),
  );
  const later = conditional.filter(({ id, unchangedSince }) => (modified.get(id!) ?? 0) > unchangedSince!.getTime());
  return new Set(later.map(({ id }) => id!));
}

/** Rows without a property to write begin with their associations. */
async function associate(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  outcomes: HostedWriteOutcome[],
  begun: ReadonlySet<string>,
  turn: Turn,
): Promise<void> {
  const all = writes.flatMap((write, index): Associating[] => {
    const outcome = outcomes[index]!;
    if (outcome.outcome !== 'written') return [];
    return [{ index, id: outcome.id, wanted: associationsToWrite(write), begun: begun.has(String(index)) }];
  });
  const failed = await associateAll(connection, writes[0]!.object, all, turn);
  for (const [index, outcome] of failed) outcomes[index] = outcome;
}

/** Of what is gone because it was merged, the record that goes on. */
async function withHeirs(
  connection: HubSpotConnection,
  object: string,
  writes: readonly HostedWrite[],
  outcomes: readonly HostedWriteOutcome[],
  priority: Priority,
): Promise<HostedWriteOutcome[]> {
  const gone = writes.filter((_, index) => outcomes[index]!.outcome === 'gone').map(({ id }) => id!);
  if (gone.length === 0) return [...outcomes];
  const states = await readRecords(connection, { object, fields: [] }, gone, priority);
  return outcomes.map((outcome, index) => {
    const heir = states.find(({ id }) => id === writes[index]!.id)?.mergedInto;
    return outcome.outcome === 'gone' && heir !== undefined ? { outcome: 'gone', mergedInto: heir } : outcome;
  });
}

/** Looked at just before, as an update is. Archiving twice is archiving once; HubSpot says nothing of what was not there. */
async function archiveBatch(
  connection: HubSpotConnection,
  writes: readonly HostedWrite[],
  { priority, mayBegin }: Turn,
): Promise<HostedWriteOutcome[]> {
  const changed = await changedSince(connection, writes, priority);
  const inputs = writes.filter(({ id }) => !changed.has(id!)).map(({ id }) => ({ id: id! }));
  const outcomes = (of: (id: string) => HostedWriteOutcome): HostedWriteOutcome[] =>
    writes.map(({ id }) => (changed.has(id!) ? { outcome: 'changed-since' } : of(id!)));
  try {
    if (inputs.length > 0) {
      const { object } = writes[0]!;
      const send = (client: Client) => client.crm.objects.batchApi.archiveWithHttpInfo(object, { inputs });
      await connection.request('write', priority, send, mayBegin);
    }
  } catch (thrown) {
    if (!(thrown instanceof NotBegun)) throw thrown;
    return outcomes(() => notBegun(thrown));
  }
  return outcomes((id) => ({ outcome: 'written', id }));
}
