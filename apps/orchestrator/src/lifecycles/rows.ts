import type { EventStore } from '@salesagent/event-store';
import type { ClosedDeal } from '@salesagent/workflow/contracts';

type Pool = EventStore['pool'];
export type LifecycleKind = 'deal' | 'account';

/** Notes that nothing is waited for any more, and how a deal ended, for the run that may come after it. */
export async function markEnded(
  pool: Pool,
  kind: LifecycleKind,
  id: string,
  at: Date,
  closed: ClosedDeal | null = null,
): Promise<void> {
  await pool.query('update orchestrator.lifecycle set ended_at = $3, closed = $4 where kind = $1 and id = $2', [
    kind,
    id,
    at,
    closed && JSON.stringify(closed),
  ]);
}

/** A look that found the record open is newer than a note that its lifecycle had ended. */
export async function markGoingOn(pool: Pool, kind: LifecycleKind, id: string): Promise<void> {
  await pool.query(
    `update orchestrator.lifecycle set ended_at = null, closed = null
     where kind = $1 and id = $2 and (ended_at is not null or closed is not null)`,
    [kind, id],
  );
}

/** The lifecycle of a deal is told to look, soon. */
export async function tellDeal(pool: Pool, opportunityId: string, now: Date): Promise<void> {
  await pool.query(
    `update orchestrator.lifecycle set pending_since = coalesce(pending_since, $2), backfill = false
     where kind = 'deal' and id = $1 and ended_at is null`,
    [opportunityId, now],
  );
}

/** Meetings of a deal that lie ahead of `now` (ISO 8601). */
export async function meetingsOf(
  pool: Pool,
  opportunityId: string,
  now: string,
): Promise<{ id: string; at: string }[]> {
  const { rows } = await pool.query<{ activity_id: string; at: Date }>(
    `select activity_id, at from orchestrator.lifecycle_meeting where opportunity_id = $1 and at > $2
     order by at, activity_id`,
    [opportunityId, now],
  );
  return rows.map((r) => ({ id: r.activity_id, at: r.at.toISOString() }));
}
