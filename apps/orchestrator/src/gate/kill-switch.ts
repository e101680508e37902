import { eventId } from '@salesagent/canon/events';
import { ACTIONS } from '@salesagent/canon/sales';
import { scopesOf } from '@salesagent/governance';
import type { EventStore } from '@salesagent/event-store';
import { SqlMirror } from '@salesagent/mirror';
import type { Clock } from '@salesagent/platform';
import type { Db } from './docket-rows';

export interface SwitchState {
  scope: string;
  stopped: boolean;
  epoch: number;
  changedAt: Date;
  by: string;
  reason: string;
}

/** Why there is nothing that a scope could stop, so that a typing error does not pass for a stop; else null. */
export async function scopeProblem(db: Db, scope: string): Promise<string | null> {
  const name = scope.slice(scope.indexOf('/') + 1);
  const agents = [...new Set(Object.values(ACTIONS).map(({ agent }) => agent))];
  if (scope.startsWith('agent/') && !agents.some((agent) => agent === name))
    return `There is no agent ${name}; there are ${agents.join(', ')}.`;
  if (scope.startsWith('action/') && !(name in ACTIONS))
    return `There is no action ${name}; there are ${Object.keys(ACTIONS).join(', ')}.`;
  if (scope.startsWith('account/') && (await new SqlMirror(db, 'orchestrator').get('account', name)) === null)
    return `There is no account ${name}.`;
  return null;
}

/** Epoch a permit issued now carries, and the scope that stops the action, if one does. */
export async function killState(
  db: Db,
  action: { agent: string; action: string; accountId: string | null },
): Promise<{ epoch: number; stoppedBy: string | null }> {
  const { rows } = await db.query<{ epoch: number; stopped_by: string | null }>(
    `select coalesce(max(epoch), 0)::int as epoch,
       min(scope) filter (where stopped and scope = any($1::text[])) as stopped_by from orchestrator.kill_switch`,
    [scopesOf(action)],
  );
  return { epoch: rows[0]?.epoch ?? 0, stoppedBy: rows[0]?.stopped_by ?? null };
}

export async function switches(db: Db): Promise<SwitchState[]> {
  const { rows } = await db.query<SwitchState>(
    `select scope, stopped, epoch, changed_at as "changedAt", by, reason from orchestrator.kill_switch order by scope`,
  );
  return rows;
}

/** Stops a scope or lets it go on. Each change is a new epoch, so that every permit issued before it is void. */
export async function setSwitch(
  store: EventStore,
  clock: Clock,
  to: { scope: string; stopped: boolean; by: string; reason: string },
): Promise<{ scope: string; stopped: boolean; epoch: number }> {
  const stream = `switch/${to.scope}`;
  return store.transact([stream], async (tx) => {
    await tx.client.query(`lock table orchestrator.kill_switch in share row exclusive mode`);
    const { rows } = await tx.client.query<{ epoch: number }>(
      `insert into orchestrator.kill_switch (scope, epoch, stopped, changed_at, by, reason)
       values ($1, (select coalesce(max(epoch), 0) + 1 from orchestrator.kill_switch), $2, $3, $4, $5)
       on conflict (scope) do update set epoch = excluded.epoch, stopped = excluded.stopped,
         changed_at = excluded.changed_at, by = excluded.by, reason = excluded.reason
       returning epoch`,
      [to.scope, to.stopped, clock.now(), to.by, to.reason],
    );
    const epoch = rows[0]!.epoch;
    await tx.client.query(
      `insert into orchestrator.gate_todo (action_id, what, reason)
       select action_id, 'recheck', 'the kill switch was used' from orchestrator.docket
       where started_at is not null and state in ('admitted', 'open', 'approved')`,
    );
    await tx.append(stream, 'any', [
      {
        id: eventId(String(epoch), to.scope, 'KillSwitchSet'),
        type: 'KillSwitchSet',
        data: { ...to, epoch },
        occurredAt: clock.now(),
        correlationId: stream,
        causationId: stream,
        actor: to.by,
      },
    ]);
    return { scope: to.scope, stopped: to.stopped, epoch };
  });
}
