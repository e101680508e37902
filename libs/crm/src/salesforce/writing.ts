import { CrmUnavailable, NotBegun } from '../hosted/errors';
import type { HostedWrite, HostedWriteOutcome, MayBegin, Priority, Timing } from '../hosted/port';
import type { Catalog } from './catalog';
import { createRecords } from './creating';
import { readRecords } from './reading';
import type { SalesforceSession } from './session';
import { updateUnlessChanged } from './conditional-updates';
import { batches, type Batch } from './write-batches';
import { GONE, outcomeOf, type ItemResult, type SaveResult } from './write-outcomes';

/** How often a record that somebody else holds is tried again, waiting longer each time. */
const LOCK_TRIES = 5;
const LOCK_WAIT_MS = 500;

export interface WritingContext {
  session: SalesforceSession;
  catalog: Catalog;
  timing: Timing;
  externalIdField: string;
  mayBegin: MayBegin | undefined;
}

/** In the order given; the writes of one request succeed and fail each for itself (`allOrNone: false`). */
export async function writeRecords(
  context: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<HostedWriteOutcome[]> {
  const outcomes: HostedWriteOutcome[] = [];
  for (const batch of batches(writes)) {
    try {
      outcomes.push(...(await withLocksWaitedFor(context, batch, priority)));
    } catch (error) {
      throw outcomes.length > 0 ? asHavingBegun(error) : error;
    }
  }
  return outcomes;
}

function afterWritten(results: readonly ItemResult[], error: unknown): unknown {
  return results.some(({ outcome }) => outcome === 'written') ? asHavingBegun(error) : error;
}

/** Earlier writes of the same call took effect: the caller must find out which. */
function asHavingBegun(error: unknown): unknown {
  if (error instanceof CrmUnavailable) {
    return new CrmUnavailable(error.message, error.retryAfterMs, true, { cause: error });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new CrmUnavailable(`After a part of the writes: ${why}`, 1000, true, { cause: error });
}

async function withLocksWaitedFor(
  context: WritingContext,
  batch: Batch,
  priority: Priority,
): Promise<HostedWriteOutcome[]> {
  const results = await attempt(context, batch, priority);
  for (let tried = 1; ; tried += 1) {
    const open = results.flatMap((result, index) => (result.outcome === 'later' ? [index] : []));
    if (open.length === 0) return results as HostedWriteOutcome[];
    if (tried >= LOCK_TRIES) {
      throw new CrmUnavailable(
        'A record stays locked by other work in Salesforce',
        LOCK_WAIT_MS * 2 ** tried,
        results.some(({ outcome }) => outcome === 'written'),
      );
    }
    await context.timing.sleep(LOCK_WAIT_MS * 2 ** (tried - 1));
    const rest = { ...batch, writes: open.map((index) => batch.writes[index]!) };
    const again = await attempt(context, rest, priority).catch((error: unknown) => {
      throw afterWritten(results, error);
    });
    open.forEach((index, position) => (results[index] = again[position]!));
  }
}

async function attempt(context: WritingContext, batch: Batch, priority: Priority): Promise<ItemResult[]> {
  try {
    return await send(context, batch, priority);
  } catch (error) {
    if (!(error instanceof NotBegun)) throw error;
    return batch.writes.map(() => ({ outcome: 'not-begun', error: error.cause }));
  }
}

async function send(context: WritingContext, batch: Batch, priority: Priority): Promise<ItemResult[]> {
  const { writes } = batch;
  switch (batch.kind) {
    case 'create':
      return createRecords(context, writes, priority);
    case 'update':
      return withGoneExplained(context, writes, await updateTogether(context, writes, priority), priority);
    case 'conditional':
      return withGoneExplained(context, writes, await updateUnlessChanged(context, writes, priority), priority);
    case 'delete':
      return deleteTogether(context, writes, priority);
  }
}

async function updateTogether(
  { session, mayBegin }: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<ItemResult[]> {
  const records = writes.map(({ object, id, values }) => ({ attributes: { type: object }, id, ...plain(values) }));
  const body = { allOrNone: false, records };
  const answer = await session.request<SaveResult[]>({
    method: 'PATCH',
    path: '/composite/sobjects',
    body,
    priority,
    ...{ changes: true, mayBegin },
  });
  return answer.body.map(outcomeOf);
}

/** Conditional headers do not work for DELETE: what was changed since is looked up just before. */
async function deleteTogether(
  context: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<ItemResult[]> {
  const changed = await changedSince(context, writes, priority);
  const ids = writes.flatMap(({ id }) => (id && !changed.has(id) ? [id] : []));
  const results = new Map<string, ItemResult>();
  if (ids.length > 0) {
    const path = `/composite/sobjects?ids=${ids.join(',')}&allOrNone=false`;
    const { session, mayBegin } = context;
    const call = { method: 'DELETE', path, priority, changes: true, mayBegin } as const;
    const { body } = await session.request<SaveResult[]>(call);
    body.forEach((result, index) => results.set(ids[index]!, outcomeOf(result)));
  }
  const items = writes.map(({ id }): ItemResult => results.get(id ?? '') ?? { outcome: 'changed-since' });
  return withGoneExplained(context, writes, items, priority);
}

async function changedSince(
  context: WritingContext,
  writes: readonly HostedWrite[],
  priority: Priority,
): Promise<Set<string>> {
  const conditional = writes.filter(({ unchangedSince }) => unchangedSince);
  const changed = new Set<string>();
  for (const object of new Set(conditional.map((write) => write.object))) {
    const of = conditional.filter((write) => write.object === object);
    const ids = of.map(({ id }) => id!);
    for (const record of await readRecords(context.session, context.catalog, { object, fields: [] }, ids, priority)) {
      const since = of.find(({ id }) => id === record.id)!.unchangedSince!;
      if (record.state === 'live' && record.modifiedAt > since) changed.add(record.id);
    }
  }
  return changed;
}

/** A record that is not there any more may live on in another one; a code may mean that or a wrong reference. */
async function withGoneExplained(
  context: WritingContext,
  writes: readonly HostedWrite[],
  results: ItemResult[],
  priority: Priority,
): Promise<ItemResult[]> {
  const suspect = results.flatMap((result, index) =>
    result.outcome === 'gone' || (result.outcome === 'refused' && GONE.has(result.code)) ? [index] : [],
  );
  for (const object of new Set(suspect.map((index) => writes[index]!.object))) {
    const of = suspect.filter((index) => writes[index]!.object === object);
    const ids = of.map((index) => writes[index]!.id!);
    const selection = { object, fields: [] };
    const found = await readRecords(context.session, context.catalog, selection, ids, priority).catch(
      (error: unknown) => {
        throw afterWritten(results, error);
      },
    );
    for (const index of of) {
      const record = found.find(({ id }) => id === writes[index]!.id);
      if (record?.state === 'live') continue; // it is there: what was refused is a value
      results[index] = { outcome: 'gone', ...(record?.mergedInto ? { mergedInto: record.mergedInto } : {}) };
    }
  }
  return results;
}

/** Salesforce takes several values of a multi-select list as one text. */
export function plain(values: HostedWrite['values']): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(';') : (value as string | number | boolean | null),
    ]),
  );
}
