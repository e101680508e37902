import { randomUUID } from 'node:crypto';
import type { ClientBase, PoolClient } from 'pg';
import { recordRef, type RecordType } from '@salesagent/canon/sales';
import {
  insertRecords,
  LOAD_ORDER,
  pick,
  readRecords,
  tableOf,
  updateRecords,
  writeAs,
  type FieldValues,
  type RecordState,
} from '@salesagent/crm';
import type { Sealer } from '@salesagent/sealing';
import { applyStates } from '../../sync/apply-states';
import { lockRecords } from '../../sync/present';
import type { Write } from '../changes';
import type { Failure } from '../outcome';
import { sealWrites } from '../sealed-writes';
import type { PendingWrite } from './pending';
import type { Sent } from './send';

/** What was read back after the writes, and between which times of the database's clock. */
export interface ReadBack {
  states: readonly RecordState[];
  askedAt: Date;
  readAt: Date;
}

/** A write as it ended: what it changed, or why it did not. */
export type Entered = { key: string } & ({ written: Write; hit: number; lost: string[] } | { failure: Failure });

const HIT: Failure = {
  reason: 'a person changed the same field while it was written; their value was put back',
  code: 'changed-since',
};

/**
 * Enters what was sent into the copy as the action's own, then what the CRM says now: what a person changed in the
 * meantime follows as theirs.
 */
export async function enterSent(
  client: PoolClient,
  sealer: Sealer,
  sent: readonly Sent[],
  back: ReadBack,
  work: { by: string; actionId: string; eventId: string },
): Promise<Entered[]> {
  await writeAs(client, { by: work.by, cause: work.actionId });
  const entered: Entered[] = [];
  for (const one of sent) entered.push(await enterOne(client, one, back));
  await storeResults(client, sealer, entered, work.eventId);
  await applyBack(client, sent, back);
  return entered;
}

/** Records first, then what is under way to them, by type and in the order of ids: as the sync does. */
export async function lockWritten(client: ClientBase, sent: readonly Sent[]): Promise<void> {
  for (const type of LOAD_ORDER) {
    const of = sent.filter((one) => one.pending.type === type);
    const ids = of.map((one) => (one.failure ? null : one.result?.id) ?? one.pending.id);
    if (ids.length > 0) await lockRecords(client, type, ids);
  }
}

async function enterOne(client: ClientBase, sent: Sent, back: ReadBack): Promise<Entered> {
  const { pending, plan } = sent;
  const { key, type, operation } = pending;
  if (sent.failure) return { key, failure: sent.failure };
  const restored = sent.result?.restored ?? {};
  const id = sent.result?.id ?? pending.id;
  const now = back.states.find((state) => state.type === type && state.id === id && state.state === 'live');
  const stands = told(operation, plan.set, sent.result?.after, restored);
  // Since an earlier attempt others of ours may have written to the record, and people before them.
  const ours = sent.resumed ? stands : asKept(stands, restored, pending, now);
  const wanted = { ...ours, ...plan.local };
  if (operation === 'update' && Object.keys(wanted).length === 0) return { key, failure: HIT };
  const current = (await readRecords(client, type, [id], true)).get(id);
  const set = { ...wanted, ...(operation === 'update' ? ofTheStage(type, ours, now, current?.fields ?? {}) : {}) };
  const before = current ? { ...pick(current.fields, set), ...pickHeld(sent.result?.before, set) } : null;
  const version = await write(client, type, id, operation, set, current !== undefined);
  const written: Write = {
    record: recordRef(type, id),
    before: operation === 'create' ? null : before,
    after: operation === 'delete' ? {} : set,
    recordVersion: version,
  };
  return { key, written, hit: Object.keys(restored).length, lost: Object.keys(sent.result?.lost ?? {}) };
}

/**
 * What of the plan stands, as the CRM gives it back, and what else the write changed: one field of the CRM may be
 * several in canon. A value of a person's that was put back is not ours.
 */
function told(
  operation: PendingWrite['operation'],
  set: FieldValues,
  after: FieldValues | undefined,
  restored: FieldValues,
): FieldValues {
  const stands = Object.keys((operation === 'update' && after) || set).filter((field) => !(field in restored));
  return Object.fromEntries(stands.map((field) => [field, after && field in after ? after[field] : set[field]]));
}

/**
 * A CRM keeps values in its own form: rounded, trimmed, completed by rules of its own. Where it says that the last
 * change of the record was ours, and nobody else's was seen meanwhile, what it gives back is what our write wrote.
 */
function asKept(
  ours: FieldValues,
  restored: FieldValues,
  pending: PendingWrite,
  now: RecordState | undefined,
): FieldValues {
  const lastIsOurs = now !== undefined && (now.ours || now.by === pending.actionId) && pending.setAsideBy === null;
  // What was put back is a write of ours, too, and a person may have come between.
  if (!lastIsOurs || Object.keys(restored).length > 0) return ours;
  return Object.fromEntries(
    Object.entries(ours).map(([field, value]) => [field, field in now.fields ? now.fields[field] : value]),
  );
}

const STAGE = ['crmStage', 'subStage', 'outcome'];
/** What a CRM sets by itself as a deal moves. */
const WITH_THE_STAGE = ['outcome', 'closedAt', 'stageEnteredAt'];

/** Where a deal still stands where we moved it, what came with the move is the move's too. */
function ofTheStage(
  type: RecordType,
  ours: FieldValues,
  now: RecordState | undefined,
  current: FieldValues,
): FieldValues {
  const moved = type === 'opportunity' ? STAGE.filter((field) => field in ours) : [];
  const at = moved.find((field) => field !== 'outcome') ?? moved[0];
  if (at === undefined || !now || differs(now.fields[at], ours[at])) return {};
  const came = WITH_THE_STAGE.filter((field) => now.fields[field] != null || (field in ours && field in now.fields));
  const news = came.filter((field) => field in ours || differs(now.fields[field], current[field]));
  return Object.fromEntries(news.map((field) => [field, now.fields[field]]));
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);
}

/** What the CRM held before it is nearer to the truth than the copy. */
function pickHeld(before: FieldValues | null | undefined, set: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(before ?? {}).filter(([field]) => field in set));
}

async function write(
  client: ClientBase,
  type: RecordType,
  id: string,
  operation: PendingWrite['operation'],
  set: FieldValues,
  there: boolean,
): Promise<number> {
  if (operation === 'delete') {
    await client.query(`update ${tableOf(type)} set deleted = true where id = $1 and not deleted`, [id]);
  } else if (there) await updateRecords(client, type, [{ id, fields: set }]);
  else if (operation === 'create') await insertRecords(client, type, [{ id, fields: set }]);
  const { rows } = await client.query<{ version: number }>(`select version from ${tableOf(type)} where id = $1`, [id]);
  return rows[0]?.version ?? 0;
}

async function storeResults(
  client: ClientBase,
  sealer: Sealer,
  entered: readonly Entered[],
  eventId: string,
): Promise<void> {
  const done = entered.flatMap((one) => ('written' in one ? [one] : []));
  const sealed = await sealWrites(
    sealer,
    eventId,
    done.map((one) => one.written),
  );
  const rows = entered.map((one) => {
    const at = done.findIndex(({ key }) => key === one.key);
    return at >= 0
      ? {
          key: one.key,
          state: 'entered',
          written: { ...sealed[at], hit: done[at]!.hit, lost: done[at]!.lost },
          failure: null,
        }
      : { key: one.key, state: 'failed', written: null, failure: (one as { failure: Failure }).failure };
  });
  await client.query(
    `update gateway.hosted_write w set state = x.state, written = x.written, failure = x.failure
     from jsonb_to_recordset($1::jsonb) as x(key text, state text, written jsonb, failure jsonb) where w.key = x.key`,
    [JSON.stringify(rows)],
  );
}

/** Where the CRM tells only that we were the last, what else is different is somebody's that the sync had set aside. */
async function applyBack(client: ClientBase, sent: readonly Sent[], back: ReadBack): Promise<void> {
  const { rows } = await client.query<{ run: string | null }>('select run from gateway.sync');
  const run = rows[0]?.run ?? randomUUID();
  const asideBy = new Map(sent.map(({ pending }) => [pending.id, pending.setAsideBy]));
  const states = back.states.map((state) => ({
    ...state,
    by: state.ours || state.by === sent[0]?.pending.actionId ? (asideBy.get(state.id) ?? 'unknown') : state.by,
    // What is entered here is no echo to another action whose write to the record is still under way.
    ours: false,
  }));
  const { askedAt, readAt } = back;
  await applyStates(client, states, { run, cause: `sync:${run}`, askedAt, readAt });
}
