import type { PoolClient } from 'pg';
import type { IntegrationEvent, Proposal } from '@salesagent/canon/events';
import { askersOf, type ProposalBefore } from '@salesagent/governance';
import { askersOfRow, type Asked, type DocketRow, type DocketState } from './docket-rows';

/** Who asked for a proposal. */
export interface AskedFor {
  /** Somebody waits for it: it is not kept for the morning. */
  requested: boolean;
  /** Oldest first. */
  askers: string[];
}

/** States in which a proposal has had its answer. */
const ANSWERED: readonly DocketState[] = ['executed', 'failed', 'unknown', 'undone', 'rejected', 'prepared'];

type Before = ProposalBefore & { requested: boolean };

/** Notes that somebody asks for a proposal, for the one that answers it. */
export async function noteRequest(
  { action, subject, by }: { action: string; subject: string; by: string },
  at: Date,
  client: PoolClient,
): Promise<void> {
  await client.query(
    `insert into orchestrator.request (action, subject, at, by) values ($1, $2, $3, $4)
     on conflict (action, subject) do update set at = excluded.at, by = excluded.by,
       asked_before = array_remove(request.asked_before || request.by, null)`,
    [action, subject, at, by],
  );
  // What waits in the docket already was now asked for: it does not wait for the morning.
  await client.query(
    `update orchestrator.docket set requested = true, requested_by = $3,
       asked_before = array_remove(asked_before || requested_by, null)
     where action = $1 and subject = $2 and state = 'queued'`,
    [action, subject, by],
  );
}

/**
 * Who asked for each of these new proposals, in the order in which they were made. Requests are taken up by the first
 * proposal that answers them; what takes the place of a proposal takes over who asked for it.
 */
export async function askedFor(
  proposals: readonly Proposal[],
  superseded: ReadonlyMap<string, string>,
  client: PoolClient,
): Promise<Map<string, AskedFor>> {
  const requests = await takeRequests(proposals, client);
  const before = await askedBefore(proposals, superseded, client);
  const found = new Map<string, AskedFor>();
  for (const { actionId, action, subject } of proposals) {
    const about = keyOf({ action, subject });
    const request = requests.get(about);
    const last = before.get(about) ?? null;
    const requested = request !== undefined || (last?.requested === true && last.supersededBy === actionId);
    const asked = { requested, askers: askersOf(actionId, request ?? [], last) };
    found.set(actionId, asked);
    requests.delete(about);
    before.set(about, { ...asked, supersededBy: superseded.get(actionId) ?? null, answered: false });
  }
  return found;
}

/** What took the place of which proposal, by the action id of what was superseded. */
export function supersededIn(events: readonly IntegrationEvent[]): Map<string, string> {
  const pairs = events
    .filter((e) => e.type === 'ProposalSuperseded')
    .map((e) => e.data as { actionId: string; by: string | null });
  return new Map(pairs.flatMap(({ actionId, by }): [string, string][] => (by === null ? [] : [[actionId, by]])));
}

/** Notes what took the place of what: the proposal itself may come in a later batch. */
export async function noteSuperseded(superseded: ReadonlyMap<string, string>, client: PoolClient): Promise<void> {
  if (superseded.size === 0) return;
  await client.query(
    `update orchestrator.docket d set superseded_by = s.by
     from unnest($1::text[], $2::text[]) as s(id, by) where d.action_id = s.id`,
    [[...superseded.keys()], [...superseded.values()]],
  );
}

const keyOf = ({ action, subject }: { action: string; subject: string }): string => `${action} ${subject}`;

/** Requests that these proposals answer, by action and subject: who asked, oldest first. They are struck off. */
async function takeRequests(proposals: readonly Proposal[], client: PoolClient): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ action: string; subject: string } & Asked>(
    `delete from orchestrator.request r using (select distinct * from unnest($1::text[], $2::text[])) as p(action, subject)
     where r.action = p.action and r.subject = p.subject
     returning r.action, r.subject, r.by as requested_by, r.asked_before`,
    [proposals.map((p) => p.action), proposals.map((p) => p.subject)],
  );
  return new Map(rows.map((row) => [keyOf(row), askersOfRow(row)]));
}

/** The newest proposal before these, by action and subject. */
async function askedBefore(
  proposals: readonly Proposal[],
  superseded: ReadonlyMap<string, string>,
  client: PoolClient,
): Promise<Map<string, Before>> {
  const { rows } = await client.query<
    Pick<DocketRow, 'action_id' | 'action' | 'subject' | 'state' | 'requested' | keyof Asked | 'superseded_by'>
  >(
    `select distinct on (d.action, d.subject) d.action_id, d.action, d.subject, d.state, d.requested, d.requested_by,
       d.asked_before, d.superseded_by
     from orchestrator.docket d
     join (select distinct * from unnest($1::text[], $2::text[])) as p(action, subject) using (action, subject)
     where d.action_id <> all($3::text[])
     order by d.action, d.subject, d.proposed_at desc, length(d.action_id) desc, d.action_id desc`,
    [proposals.map((p) => p.action), proposals.map((p) => p.subject), proposals.map((p) => p.actionId)],
  );
  return new Map(
    rows.map((row) => [
      keyOf(row),
      {
        requested: row.requested,
        askers: askersOfRow(row),
        supersededBy: superseded.get(row.action_id) ?? row.superseded_by,
        answered: ANSWERED.includes(row.state),
      },
    ]),
  );
}
