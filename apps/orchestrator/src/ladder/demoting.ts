import { eventId } from '@salesagent/canon/events';
import type { DemotionCause } from '@salesagent/governance';
import type { StoreTransaction } from '@salesagent/event-store';
import { policyInForce } from '../gate/policy-store';
import { appendToRung } from './rung-log';
import { rungStream, type RungName } from './rungs';

const switchStream = ({ action }: Pick<RungName, 'action'>): string => `switch/action/${action}`;

/** The streams that a demotion writes, to be locked by its transaction. */
export function demotionStreams(name: RungName): string[] {
  return [rungStream(name), switchStream(name)];
}

/**
 * Takes an action down in the caller's transaction. The epoch of the action's kill switch moves on with it: a permit that
 * was given under the autonomy that ends here is void at gateway's door, while the switch itself stays as it was.
 */
export async function demote(
  tx: StoreTransaction,
  name: RungName,
  { cause, reason, by }: { cause: DemotionCause; reason: string; by: string },
  now: Date,
): Promise<void> {
  const { action, tier } = name;
  const { policy } = await policyInForce(tx.client);
  const restsUntil = new Date(now.getTime() + policy.autonomy.coolDownDays * 86_400_000).toISOString();
  const { rowCount } = await tx.client.query(
    'update orchestrator.autonomy set ended_at = $3 where action = $1 and tier = $2 and ended_at is null',
    [action, tier, now],
  );
  const ranAlone = (rowCount ?? 0) > 0;
  // Counted before the lock was held: another of these has taken it down meanwhile.
  if (!ranAlone && cause === 'undone') return;
  await tx.client.query(
    `insert into orchestrator.ladder_demotion (action, tier, at, by, cause, reason) values ($1, $2, $3, $4, $5, $6)`,
    [action, tier, now, by, cause, reason],
  );
  await appendToRung(
    tx,
    rungStream(name),
    'AutonomyDemoted',
    { action, tier, cause, reason, by, ranAlone, restsUntil },
    by,
    now,
  );
  if (ranAlone) {
    const why = `runs alone on ${tier} no more; what was permitted under that is void`;
    await voidPermits(tx, name, { by, why }, now);
  }
}

/** Permits of the action that were given before are refused at gateway's door, and its open gates are looked at again. */
export async function voidPermits(
  tx: StoreTransaction,
  name: RungName,
  { by, why }: { by: string; why: string },
  now: Date,
): Promise<void> {
  const scope = `action/${name.action}`;
  await tx.client.query('lock table orchestrator.kill_switch in share row exclusive mode');
  const { rows } = await tx.client.query<{ epoch: number; stopped: boolean; reason: string }>(
    `insert into orchestrator.kill_switch (scope, epoch, stopped, changed_at, by, reason)
     values ($1, (select coalesce(max(epoch), 0) + 1 from orchestrator.kill_switch), false, $2, $3, $4)
     on conflict (scope) do update set epoch = excluded.epoch,
       changed_at = case when kill_switch.stopped then kill_switch.changed_at else excluded.changed_at end,
       by = case when kill_switch.stopped then kill_switch.by else excluded.by end,
       reason = case when kill_switch.stopped then kill_switch.reason else excluded.reason end
     returning epoch, stopped, reason`,
    [scope, now, by, why],
  );
  const { epoch, stopped, reason } = rows[0]!;
  const stream = switchStream(name);
  await tx.append(stream, 'any', [
    {
      id: eventId(String(epoch), scope, 'KillSwitchSet'),
      type: 'KillSwitchSet',
      data: { scope, stopped, by, reason, epoch },
      occurredAt: now,
      correlationId: stream,
      causationId: rungStream(name),
      actor: by,
    },
  ]);
  // What was on its way alone is looked at again now, not when its pause is over.
  await tx.client.query(
    `insert into orchestrator.gate_todo (action_id, what, reason)
     select action_id, 'recheck', $2 from orchestrator.docket
     where action = $1 and started_at is not null and state in ('admitted', 'open', 'approved')`,
    [name.action, why],
  );
}
