import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { parseRecordRef, recordRef, type Change, type RecordType } from '@salesagent/canon/sales';
import { rowsLeft } from './batch-rows';
import {
  checkFields,
  completeEdit,
  pick,
  readRecords,
  RecordNotFound,
  updateRecords,
  writeRecord,
  type FieldValues,
} from '@salesagent/crm';
import { addBusinessDays } from '@salesagent/governance';

/** What one record was and became. */
export interface Write {
  record: string;
  before: FieldValues | null;
  after: FieldValues;
  recordVersion: number;
}

export interface ChangeContext {
  actionId: string;
  /** When gateway received the proposal: a person's edit after it is never overwritten. */
  proposedAt: Date;
  /** The company's business clock, as an instant. */
  now: string;
  /** Bytes of a `document` change, rendered beforehand. */
  document?: { digest: string; bytes: Buffer };
}

/** Business days of tasks; company holidays come with the company's calendar. */
const CALENDAR = { timeZone: 'UTC', holidays: [] };

export interface Applied {
  writes: Write[];
  note: string | null;
}

/**
 * Carries a change out in the Postgres CRM, inside the execution's transaction.
 * @throws RecordConflict, RecordNotFound, InvalidField – it then did not happen
 */
export async function applyChange(client: PoolClient, change: Change, context: ChangeContext): Promise<Applied> {
  switch (change.kind) {
    case 'task':
      return create(client, 'task', idFor('task', context.actionId), taskFields(change, context));
    case 'record':
      return create(client, change.type, change.id, change.set);
    case 'fields':
      return setFields(client, change, context);
    case 'fields-batch':
      return setBatch(client, change, context);
    case 'document':
      return fileDocument(client, change, context);
  }
}

export function taskFields(change: Extract<Change, { kind: 'task' }>, { actionId, now }: ChangeContext): FieldValues {
  return {
    ownerId: change.ownerId,
    accountId: change.accountId ?? null,
    opportunityId: change.opportunityId ?? null,
    title: change.title,
    body: change.body,
    dueDate: addBusinessDays(now.slice(0, 10), change.dueInBusinessDays, CALENDAR),
    status: 'open',
    createdBy: actionId,
  };
}

/** Deterministic id of what an action creates, so that it can be created once only. */
export function idFor(kind: string, actionId: string): string {
  return `${kind}-${createHash('sha256').update(actionId).digest('hex').slice(0, 12)}`;
}

async function create(client: PoolClient, type: RecordType, id: string, set: FieldValues): Promise<Applied> {
  checkFields(type, set);
  const { before, after, version } = await writeRecord(client, { type, id, operation: 'create', set });
  return { writes: [{ record: recordRef(type, id), before, after, recordVersion: version }], note: null };
}

async function setFields(
  client: PoolClient,
  { record, expect, set }: Extract<Change, { kind: 'fields' }>,
  { now }: ChangeContext,
): Promise<Applied> {
  checkFields(record.type, set);
  const current = (await readRecords(client, record.type, [record.id], true)).get(record.id);
  if (!current) throw new RecordNotFound(record.type, record.id);
  const full = completeEdit(record.type, current.fields, set, now);
  const { before, after, version } = await writeRecord(client, { ...record, operation: 'update', set: full, expect });
  return { writes: [{ record: recordRef(record.type, record.id), before, after, recordVersion: version }], note: null };
}

async function setBatch(
  client: PoolClient,
  change: Extract<Change, { kind: 'fields-batch' }>,
  context: ChangeContext,
): Promise<Applied> {
  const { type } = change;
  const { news, current, note } = await rowsLeft(client, change, context);
  await updateRecords(client, type, news);
  const after = await readRecords(
    client,
    type,
    news.map(({ id }) => id),
  );
  const writes = news.map(({ id, fields: set }): Write => {
    const now = after.get(id)!;
    return {
      record: recordRef(type, id),
      before: pick(current.get(id)!.fields, set),
      after: pick(now.fields, set),
      recordVersion: now.version,
    };
  });
  return { writes, note };
}

async function fileDocument(
  client: PoolClient,
  change: Extract<Change, { kind: 'document' }>,
  { actionId, document }: ChangeContext,
): Promise<Applied> {
  if (!document) throw new Error(`The document of ${actionId} was not rendered before its execution.`);
  const { type, id } = change.record;
  const subject = (await readRecords(client, type, [id])).get(id);
  if (!subject) throw new RecordNotFound(type, id);
  await client.query(
    'insert into gateway.document_content (digest, media_type, bytes) values ($1, $2, $3) on conflict do nothing',
    [document.digest, change.mediaType, document.bytes],
  );
  const accountId = type === 'account' ? id : ((subject.fields as FieldValues)['accountId'] ?? null);
  return create(client, 'document', idFor('document', actionId), {
    opportunityId: type === 'opportunity' ? id : null,
    accountId,
    name: change.name,
    mediaType: change.mediaType,
    digest: document.digest,
    createdBy: actionId,
  });
}

/** Takes writes back: what was created is deleted, what was set gets its former value. */
export async function revertWrites(client: PoolClient, writes: readonly Write[]): Promise<void> {
  const byType = new Map<RecordType, { id: string; fields: FieldValues; created: boolean }[]>();
  for (const { record, before } of writes) {
    const { type, id } = parseRecordRef(record);
    const list = byType.get(type) ?? [];
    list.push({ id, fields: before ?? {}, created: before === null });
    byType.set(type, list);
  }
  for (const [type, list] of byType) {
    await updateRecords(
      client,
      type,
      list.filter((w) => !w.created),
    );
    const created = list.filter((w) => w.created).map((w) => w.id);
    if (created.length > 0) await client.query(`update crm."${type}" set deleted = true where id = any($1)`, [created]);
  }
}
