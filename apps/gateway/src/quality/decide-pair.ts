import { randomUUID } from 'node:crypto';
import { NotFoundException } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Principal, Visibility } from '@salesagent/auth';
import { insertRecords, updateRecords, type DuplicateType, type PostgresCrm } from '@salesagent/crm';
import { visiblePairs, type PairIds } from './pair';
import { ownerSql } from './shown';

export type Said = 'not-the-same' | 'merge-asked' | 'open';

export interface Saying {
  type: DuplicateType;
  ids: PairIds;
  said: Said;
}

/**
 * Keeps what a person says of a pair: that it is two, that it should be merged, or nothing any more. Who asks for a
 * merge gives a task to the owner of both records, as any colleague may, else to themselves; nothing is merged here.
 * @param tasks whether tasks are kept in our own CRM; elsewhere the request alone is remembered
 * @throws NotFoundException when no such pair was found or a record of it is not for this person to see
 */
export async function decidePair(
  crm: PostgresCrm,
  principal: Principal,
  visibility: Visibility,
  { type, ids, said }: Saying,
  tasks: boolean,
): Promise<void> {
  const by = principal.personId ?? principal.sub;
  await crm.transact({ by, cause: `duplicate:${randomUUID()}` }, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`duplicate:${type}:${ids.join()}`]);
    const before = await pairAsDecided(client, type, ids, visibility);
    if ((before.decision ?? 'open') === said) return;
    if (before.task) await withdraw(client, before.task);
    await client.query('delete from gateway.duplicate_decision where record_type = $1 and one = $2 and other = $3', [
      type,
      ...ids,
    ]);
    if (said === 'open') return;
    const task = said === 'merge-asked' && tasks ? await taskOf(client, type, ids, before.why, principal) : null;
    await client.query(
      `insert into gateway.duplicate_decision (record_type, one, other, decision, decided_by, task_id)
       values ($1, $2, $3, $4, $5, $6)`,
      [type, ...ids, said, by, task],
    );
  });
}

interface Decided {
  decision: Said | null;
  task: string | null;
  why: string[];
}

async function pairAsDecided(
  client: ClientBase,
  type: DuplicateType,
  ids: PairIds,
  visibility: Visibility,
): Promise<Decided> {
  const at = visibility.params.length;
  const { rows } = await client.query<Decided>(
    `select p.decision, p.task_id as task, d.why ${visiblePairs(type, visibility)}
     and d.one = $${at + 1} and d.other = $${at + 2}`,
    [...visibility.params, ...ids],
  );
  if (!rows[0])
    throw new NotFoundException(`The pair ${type} ${ids.join(' and ')} is not among those that you may see.`);
  return rows[0];
}

/**
 * A task with ids and reasons, nobody's name: for the owner of both records, else for who asks, since the owner of one
 * may not see the other. Null where that is nobody in the CRM either.
 */
async function taskOf(
  client: ClientBase,
  type: DuplicateType,
  ids: PairIds,
  why: readonly string[],
  { personId }: Principal,
): Promise<string | null> {
  const { rows } = await client.query<{ owner: string | null; account: string | null }>(
    `select ${ownerSql(type)} as owner, ${type === 'account' ? 't.id' : 't.account_id'} as account
     from crm."${type}" t where t.id = any($1) order by t.id`,
    [ids],
  );
  const [owner, ...others] = new Set(rows.map((row) => row.owner));
  const ownerId = owner && others.length === 0 ? owner : personId;
  if (ownerId === null) return null;
  const id = randomUUID();
  const fields = {
    ownerId,
    accountId: rows.find(({ account }) => account !== null)?.account ?? null,
    title: `Merge two ${type}s that may be one: ${ids.join(' and ')}`,
    body: `A colleague asks for it: ${why.join(', ')}. Compare the two on the page Data quality. If they are one, move what only one of them holds to the other and delete it; if not, say there that they are two.`,
    status: 'open',
    createdBy: 'person',
  };
  await insertRecords(client, 'task', [{ id, fields }]);
  return id;
}

/** What was asked is asked no longer; a task that somebody has done stays done. */
async function withdraw(client: ClientBase, id: string): Promise<void> {
  const { rowCount } = await client.query(`select from crm.task where id = $1 and status = 'open' and not deleted`, [
    id,
  ]);
  if (rowCount === 1) await updateRecords(client, 'task', [{ id, fields: { status: 'withdrawn' } }]);
}
