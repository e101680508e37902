import type { IntegrationEvent } from '@salesagent/canon/events';
import type { Pool, PoolClient } from 'pg';
import { TurnedDown } from './read-before';
import { emptyState, type ActionState, type Dismissed } from './reconcile';

const COLUMNS = `stream, version, episode, status, material, action_id as "actionId", rests_until as "restsUntil"`;

/** A state without what other tables hold. */
type Row = Omit<ActionState, 'dismissed' | 'read'>;

/** How many days (real time) a rejected or expired proposal of an action rests. */
export type CooldownDays = (action: string) => number;

/** Where the newest episode of each (action, subject) stands: our own stream and what became of it, in one row. */
export class ActionStates {
  constructor(private readonly schema: string) {}

  /** States of streams, those never written included; with `lock`, held until the transaction ends. */
  async read(client: Pool | PoolClient, streams: readonly string[], lock = false): Promise<Map<string, ActionState>> {
    const { rows } = await client.query<Row>(
      `select ${COLUMNS} from ${this.schema}.action_state where stream = any($1) order by stream ${lock ? 'for update' : ''}`,
      [streams],
    );
    const states = new Map(streams.map((s) => [s, emptyState(s)]));
    const dismissed = await this.dismissed(client, streams);
    for (const row of rows) {
      states.set(row.stream, { ...row, read: null, dismissed: dismissed.get(row.stream) ?? [] });
    }
    return states;
  }

  private async dismissed(
    client: Pool | PoolClient,
    streams: readonly string[],
  ): Promise<ReadonlyMap<string, Dismissed[]>> {
    const { rows } = await client.query<Dismissed & { stream: string }>(
      `select stream, material, rests_until as "restsUntil" from ${this.schema}.dismissed where stream = any($1)`,
      [streams],
    );
    const found = new Map<string, Dismissed[]>();
    for (const { stream, ...each } of rows) found.set(stream, [...(found.get(stream) ?? []), each]);
    return found;
  }

  /** What people rejected for good out of texts that were read, by stream. @param records null for all */
  async turnedDown(client: Pool | PoolClient, records: readonly string[] | null): Promise<Map<string, TurnedDown>> {
    const { rows } = await client.query<{ stream: string; part: string; sources: string[] }>(
      `select stream, part, sources from ${this.schema}.rejected_reading
       where $1::text[] is null or substring(stream from position(':' in stream) + 1) = any($1)`,
      [records],
    );
    const found = new Map<string, Map<string, ReadonlySet<string>>>();
    for (const { stream, part, sources } of rows) {
      found.set(stream, (found.get(stream) ?? new Map<string, ReadonlySet<string>>()).set(part, new Set(sources)));
    }
    return new Map([...found].map(([stream, parts]) => [stream, new TurnedDown(parts)]));
  }

  async write(client: PoolClient, states: readonly ActionState[]): Promise<void> {
    if (states.length === 0) return;
    await client.query(
      `insert into ${this.schema}.action_state (stream, version, episode, status, material, action_id, rests_until)
       select * from unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
       order by 1
       on conflict (stream) do update set version = excluded.version, episode = excluded.episode,
         status = excluded.status, material = excluded.material, action_id = excluded.action_id,
         rests_until = excluded.rests_until, updated_at = now()`,
      [
        states.map((s) => s.stream),
        states.map((s) => s.version),
        states.map((s) => s.episode),
        states.map((s) => s.status),
        states.map((s) => s.material),
        states.map((s) => s.actionId),
        states.map((s) => s.restsUntil),
      ],
    );
    await this.writeReadings(client, states);
  }

  /** An undo may come when other episodes have begun: what each suggested out of texts is kept by its action id. */
  private async writeReadings(client: PoolClient, states: readonly ActionState[]): Promise<void> {
    const read = states.filter((s) => s.read !== null && s.actionId !== null);
    if (read.length === 0) return;
    await client.query(
      `insert into ${this.schema}.proposed_reading (action_id, stream, read)
       select * from unnest($1::text[], $2::text[], $3::jsonb[]) order by 1 on conflict (action_id) do nothing`,
      [read.map((s) => s.actionId), read.map((s) => s.stream), read.map((s) => JSON.stringify(s.read))],
    );
  }

  /** Subjects of an action whose newest proposal still stands. */
  async standing(client: Pool | PoolClient, action: string): Promise<string[]> {
    const { rows } = await client.query<{ stream: string }>(
      `select stream from ${this.schema}.action_state
       where stream like $1 and status in ('open', 'prepare-due', 'prepared') order by stream`,
      [`${action}:%`],
    );
    return rows.map((r) => r.stream.slice(action.length + 1));
  }

  /** Proposals that the docket or the gate ended as prepared, and that their own stream does not say so yet. */
  async prepareDue(client: Pool): Promise<Row[]> {
    const { rows } = await client.query<Row>(
      `select ${COLUMNS} from ${this.schema}.action_state where status = 'prepare-due' order by stream limit 500`,
    );
    return rows;
  }

  /**
   * What people, the gate and the gateway made of proposals. The state of a stream is that of its newest episode; what
   * people turned down out of texts is remembered of any.
   */
  async follow(client: PoolClient, events: readonly IntegrationEvent[], cooldown: CooldownDays): Promise<void> {
    const changes = events.flatMap((event) => changeOf(event, cooldown));
    const last = new Map<string, StatusChange>();
    // An undo writes to the CRM: its echo says that the action happened, and ends no rejection.
    for (const c of changes) if (last.get(c.actionId)?.status !== 'rejected') last.set(c.actionId, c);
    if (last.size === 0) return;
    const rows = [...last.values()];
    await client.query(
      `with change as (
         select * from unnest($1::text[], $2::text[], $3::timestamptz[]) as c(action_id, status, rests_until)),
       held as (
         select s.stream, s.material, c.status, c.rests_until from ${this.schema}.action_state s join change c using (action_id)
         where s.status in ('open', 'prepare-due') or (c.status in ('executed', 'rejected') and s.status = 'executed')
         order by s.stream for update of s),
       turned_down as (
         insert into ${this.schema}.dismissed (stream, material, rests_until)
         select stream, material, rests_until from held
         where status = 'rejected' and material is not null and rests_until is not null
         on conflict (stream, material) do update set rests_until = excluded.rests_until),
       not_again as (
         insert into ${this.schema}.rejected_reading as r (stream, part, sources)
         select p.stream, part, array_agg(distinct source)
         from change c join ${this.schema}.proposed_reading p using (action_id)
           cross join lateral jsonb_array_elements_text(p.read -> 'parts') as of_parts (part)
           cross join lateral jsonb_array_elements_text(p.read -> 'sources') as of_sources (source)
         where c.status = 'rejected' group by p.stream, part order by p.stream, part
         on conflict (stream, part) do update
           set sources = array(select distinct unnest(r.sources || excluded.sources)), rejected_at = now())
       update ${this.schema}.action_state s set status = held.status, rests_until = held.rests_until, updated_at = now()
       from held where s.stream = held.stream`,
      [rows.map((r) => r.actionId), rows.map((r) => r.status), rows.map((r) => r.restsUntil)],
    );
  }
}

interface StatusChange {
  actionId: string;
  status: ActionState['status'];
  restsUntil: Date | null;
}

function changeOf(event: IntegrationEvent, cooldown: CooldownDays): StatusChange[] {
  const data = event.data as { actionId?: string; outcome?: string; by?: string };
  // The echo of our own write: it happened, whichever of the two events arrives first.
  if (event.topic.includes('.crm.') && data.by?.includes(':')) return [to(data.by, 'executed')];
  const { actionId } = data;
  if (!actionId) return [];
  const rests = new Date(Date.parse(event.recordedAt) + cooldown(actionId.split(':')[0] ?? '') * 86_400_000);
  switch (event.type) {
    case 'ActionRejected':
      return [to(actionId, 'rejected', rests)];
    case 'ActionUndone':
      return [to(actionId, 'rejected', rests)];
    case 'ActionExpired':
      return [to(actionId, 'expired', rests)];
    case 'ActionWithdrawn':
      return [to(actionId, data.outcome === 'prepared' ? 'prepare-due' : 'withdrawn')];
    case 'ActionExecuted':
      return [to(actionId, 'executed')];
    case 'ActionFailed':
      return [to(actionId, 'failed')];
    default:
      return [];
  }
}

const to = (actionId: string, status: ActionState['status'], restsUntil: Date | null = null): StatusChange => ({
  actionId,
  status,
  restsUntil,
});
