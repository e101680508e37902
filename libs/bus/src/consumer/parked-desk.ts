import { EventStore, schemaName } from '@salesagent/event-store';
import type { Pool } from 'pg';
import { decided, type ChangedRow } from './parked-decisions';
import { noted, type Decision, type HistoryEntry, type ParkedPlace } from './parked-history';
import type { ParkedEvent } from './parked-keys';

/**
 * `failed`: its next event was tried and failed. `gap`: its next event has not arrived. `unreadable`: one message of
 * which not even the place in a sequence could be read; nothing waits behind it.
 */
export type LaneState = 'failed' | 'gap' | 'unreadable';

/** A key of one consumer that cannot go on, as an operator sees it. */
export interface ParkedLane {
  consumer: string;
  source: string;
  key: string;
  state: LaneState;
  /** The event that holds the key up: the one that failed, or the first that waits; an offset when unreadable. */
  sequence: number;
  topic: string;
  reason: string;
  attempts: number;
  /** Events that wait behind it. */
  waiting: number;
  since: Date;
  nextAttemptAt: Date | null;
}

const UNREADABLE = 'unreadable/';

/** Where the consumer keeps messages without a place in a sequence, by the topic and partition they came from. */
export const unreadableSource = (topic: string, partition: number): string => `${UNREADABLE}${topic}/${partition}`;

/**
 * What a person does with parked events, of every consumer of a schema. It acts on the tables alone, so any process
 * of the service can be asked; the one that holds the key acts on it within a second. What was decided is in the service's
 * log as well, in the same transaction: so it is on the audit chain like every other decision.
 */
export class ParkedDesk {
  private readonly schema: string;
  private readonly log: EventStore;

  /** @param schema of the service, with the tables of `consumerDdl` and `eventStoreDdl` */
  constructor(
    private readonly pool: Pool,
    schema: string,
  ) {
    this.schema = schemaName(schema);
    // What is decided here concerns nobody else's consumers: none of it leaves the service.
    this.log = new EventStore(pool, { schema, isIntegration: () => false });
  }

  /** Keys that cannot go on, longest held up first. */
  async lanes(limit = 500): Promise<ParkedLane[]> {
    const { rows } = await this.pool.query<ParkedLane & { sequence: string }>(
      `select consumer, source, key, state, sequence, topic, reason, attempts, waiting, since, "nextAttemptAt"
       from (
         select p.consumer, p.source, p.key, p.sequence, p.topic, p.attempts, p.parked_at as since,
                case when unreadable then 'unreadable' when attempts > 0 then 'failed' else 'gap' end as state,
                case when attempts > 0 then reason
                     else 'waits for event ' || coalesce(c.sequence, 0) + 1 || ', which has not arrived' end as reason,
                next_attempt_at as "nextAttemptAt",
                row_number() over lane as place,
                case when unreadable then 0 else count(*) over (partition by p.consumer, p.source, p.key) - 1 end::int
                  as waiting
         from ${this.schema}.parked p
         cross join lateral (select starts_with(p.source, '${UNREADABLE}') as unreadable) u
         left join ${this.schema}.consumer_position c
           on c.consumer = p.consumer and c.source = p.source and c.key = p.key
         where p.discarded_at is null
         window lane as (partition by p.consumer, p.source, p.key order by p.sequence)
       ) lanes
       where place = 1 or state = 'unreadable'
       order by since, consumer, source, key, sequence limit $1`,
      [limit],
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }

  /** Parked events of a key in order, discarded ones included, and what became of the key's events, newest first. */
  async events(key: string, limit = 100): Promise<{ events: ParkedEvent[]; history: HistoryEntry[] }> {
    const events = await this.pool.query<ParkedEvent & { sequence: string }>(
      `select consumer, source, key, sequence, topic, event, reason, attempts, next_attempt_at as "nextAttemptAt",
              parked_at as "parkedAt", discarded_at as "discardedAt", discarded_by as "discardedBy"
       from ${this.schema}.parked where key = $1 order by consumer, source, sequence limit $2`,
      [key, limit],
    );
    const history = await this.pool.query<HistoryEntry & { sequence: string }>(
      `select at, consumer, source, key, sequence, what, decided_by as "decidedBy", reason
       from ${this.schema}.parked_history where key = $1 order by id desc limit $2`,
      [key, limit],
    );
    return { events: events.rows.map(counted), history: history.rows.map(counted) };
  }

  /** How many events wait behind a parked one. */
  async waitingBehind({ consumer, source, key, sequence }: ParkedPlace): Promise<number> {
    if (source.startsWith(UNREADABLE)) return 0;
    const { rows } = await this.pool.query<{ n: number }>(
      `select count(*)::int as n from ${this.schema}.parked
       where consumer = $1 and source = $2 and key = $3 and sequence > $4 and discarded_at is null`,
      [consumer, source, key, sequence],
    );
    return rows[0]?.n ?? 0;
  }

  /** Makes failed events due now, all or those chosen, and writes down who decided it. Unreadable ones stay. */
  async redrive(chosen: { key?: string; consumer?: string }, decision: Decision): Promise<ParkedPlace[]> {
    const change = noted(
      this.schema,
      `update ${this.schema}.parked set next_attempt_at = clock_timestamp()
         where attempts > 0 and discarded_at is null and not starts_with(source, '${UNREADABLE}')
           and ($1::text is null or key = $1) and ($2::text is null or consumer = $2)
         returning consumer, source, key, sequence, attempts, clock_timestamp() as at`,
      { what: `'redriven'`, decidedBy: '$3', reason: '$4' },
    );
    const values = [chosen.key ?? null, chosen.consumer ?? null, decision.by, decision.reason];
    return decided(this.log, 'ParkedRedriven', decision, async (client) => {
      const { rows } = await client.query<ChangedRow>(change, values);
      return rows;
    });
  }

  /**
   * Lets one event go that failed or is unreadable: it will never be handled, and those behind it may.
   * @returns false when it is not parked, waits itself, or was discarded before
   */
  async discard({ consumer, source, key, sequence }: ParkedPlace, decision: Decision): Promise<boolean> {
    const change = noted(
      this.schema,
      `update ${this.schema}.parked set discarded_at = clock_timestamp(), discarded_by = $5,
           next_attempt_at = case when not starts_with(source, '${UNREADABLE}') then clock_timestamp() end
         where consumer = $1 and source = $2 and key = $3 and sequence = $4 and attempts > 0 and discarded_at is null
         returning consumer, source, key, sequence, attempts, clock_timestamp() as at`,
      { what: `'discarded'`, decidedBy: '$5', reason: '$6' },
    );
    const values = [consumer, source, key, sequence, decision.by, decision.reason];
    const gone = await decided(this.log, 'ParkedDiscarded', decision, async (client) => {
      const { rows } = await client.query<ChangedRow>(change, values);
      return rows;
    });
    return gone.length === 1;
  }
}

function counted<T extends { sequence: string | number }>(row: T): Omit<T, 'sequence'> & { sequence: number } {
  return { ...row, sequence: Number(row.sequence) };
}
