import type { ClientBase } from 'pg';
import type { RecordType } from '@salesagent/canon/sales';
import {
  insertRecords,
  LOAD_ORDER,
  tableOf,
  updateRecords,
  writeAs,
  type RecordState,
  type Writer,
} from '@salesagent/crm';
import { holdOffErasure } from '../personal-data/erasure-lock';
import { ageOf, differing, type Asked } from './age';
import { lockRecords, type Present } from './present';
import { readAgain, setAside } from './set-aside';
import { learningErased } from './without-erased';

export interface Applying extends Asked {
  /** The run of the sync that reads. */
  run: string;
  /** What the changes' events name as their cause. */
  cause: string;
  /** The first load: everything is the import's, dated back where it has a date. */
  importId?: string;
}

/**
 * Enters states of the CRM into the copy, in the caller's transaction. What a state does not tell stays; a state older
 * than what is known of its record is left out; one that may be older is read once more by id; a record that a write of
 * ours is under way to is set aside, its execution reads it again. The triggers drop what changes nothing, so repeating
 * a page makes no event.
 */
export async function applyStates(client: ClientBase, states: readonly RecordState[], how: Applying): Promise<void> {
  await holdOffErasure(client);
  for (const round of inRounds(await learningErased(client, states))) {
    for (const type of LOAD_ORDER) {
      const list = round.filter((state) => state.type === type);
      if (list.length > 0) await applyRound(client, type, list, how);
    }
  }
}

/** Each record once a round, so that its states follow each other as the CRM told them. */
function inRounds(states: readonly RecordState[]): RecordState[][] {
  const seen = new Map<string, number>();
  const rounds: RecordState[][] = [];
  for (const state of states) {
    const ref = `${state.type}/${state.id}`;
    const at = seen.get(ref) ?? 0;
    seen.set(ref, at + 1);
    (rounds[at] ??= []).push(state);
  }
  return rounds;
}

async function applyRound(
  client: ClientBase,
  type: RecordType,
  list: readonly RecordState[],
  how: Applying,
): Promise<void> {
  const present = await lockRecords(
    client,
    type,
    list.map((s) => s.id),
  );
  const aside = await setAside(client, type, list, present);
  const mine = list.filter((state) => !aside.has(state.id));
  const age = new Map(mine.map((state) => [state, ageOf(state, present.get(state.id), how)]));
  const news = mine.filter((state) => age.get(state) === 'news');
  const unclear = mine.filter((state) => age.get(state) === 'unclear');
  await readAgain(client, type, await differing(client, type, unclear));
  for (const [by, group] of byWriter(news, how)) {
    await writeAs(client, writer(by, how));
    await enter(client, type, group, present);
  }
  await remember(client, type, news, how);
  if (how.importId === undefined) await noteSeen(client, type, mine, how.run);
}

function byWriter(states: readonly RecordState[], { importId }: Applying): Map<string, RecordState[]> {
  const groups = new Map<string, RecordState[]>();
  for (const state of states) {
    const by = importId === undefined ? state.by : 'import';
    groups.set(by, [...(groups.get(by) ?? []), state]);
  }
  return groups;
}

function writer(by: string, { cause, importId }: Applying): Writer {
  return { by, cause, ...(importId === undefined ? {} : { importId }) };
}

async function enter(
  client: ClientBase,
  type: RecordType,
  states: readonly RecordState[],
  present: ReadonlyMap<string, Present>,
): Promise<void> {
  const live = states.filter((state) => state.state === 'live');
  const isThere = ({ id }: RecordState): boolean => present.get(id)?.row === 'live';
  const inserts = live.filter((state) => !isThere(state));
  await insertRecords(
    client,
    type,
    // A record that comes back keeps what its state does not tell.
    inserts.map(({ id, fields }) => ({ id, fields: { ...present.get(id)?.fields, ...fields } })),
  );
  await updateRecords(client, type, live.filter(isThere));
  const gone = states.filter((state) => state.state !== 'live' && isThere(state)).map((state) => state.id);
  if (gone.length > 0) await client.query(`update ${tableOf(type)} set deleted = true where id = any($1)`, [gone]);
}

/** Also of what is gone: an older page must not bring it back. */
async function remember(
  client: ClientBase,
  type: RecordType,
  states: readonly RecordState[],
  { run, readAt }: Applying,
): Promise<void> {
  if (states.length === 0) return;
  await client.query(
    `insert into gateway.synced as s (record_type, record_id, changed_at, read_at, run)
     select $1, x.id, x.at, $4, $5 from unnest($2::text[], $3::timestamptz[]) as x(id, at)
     on conflict (record_type, record_id) do update
       set changed_at = excluded.changed_at, read_at = coalesce(excluded.read_at, s.read_at), run = excluded.run`,
    [type, states.map((s) => s.id), states.map((s) => s.changedAt), readAt ?? null, run],
  );
}

async function noteSeen(
  client: ClientBase,
  type: RecordType,
  states: readonly RecordState[],
  run: string,
): Promise<void> {
  await client.query(
    `update gateway.synced set run = $3 where record_type = $1 and record_id = any($2) and run <> $3`,
    [type, states.map((s) => s.id), run],
  );
}
