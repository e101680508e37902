import { randomUUID } from 'node:crypto';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { jsonList } from '@salesagent/event-store';
import type { Pool } from 'pg';
import { readDelivery } from '../consumer/incoming';
import { sessionOf } from '../rebuild/session';
import { EPHEMERAL_GROUP, type BusTransport, type Delivery } from '../transport';

/** One event, or a part of it, as it is to be read again in the order of business time. */
export interface Kept {
  event: IntegrationEvent;
  /** Parts of one event, from 0. */
  part: number;
  /** It has no date of its own: its `occurredAt` is the day of the import that brought it. */
  undated: boolean;
  /**
   * Read as if it had been true earlier than it was known: from its record's first dated event on, or from the first
   * dated event of all. Null reads it when it occurred.
   */
  assumed: 'record' | 'start' | null;
}

export interface HappenedOptions {
  pool: Pool;
  transport: BusTransport;
  company: string;
  /** Name of the reader, for the group on the bus and the session in the database. */
  reader: string;
  /** Without the company. */
  topics: readonly string[];
  /** What of an event is kept; nothing, it, or parts of it. */
  keep(event: IntegrationEvent): Kept[];
  signal?: AbortSignal;
  onProgress?(read: number, total: number): void;
}

/** Events fetched at once. */
const FETCH = 2_000;
const LOOK_MILLISECONDS = 100;

/**
 * Everything the bus tells, from its beginning up to now, in the order in which it happened and not in which it was
 * recorded. It lies in a temporary table of a session of its own: the process holds one batch at a time, and the
 * server drops the table with the session, however that ends.
 */
export class Happened {
  private readonly session: Pool;
  /** Events that could not be read; a consumer has parked them. */
  unreadable = 0;
  events = 0;

  private constructor(private readonly options: HappenedOptions) {
    this.session = sessionOf(options.pool, options.reader);
  }

  /** @throws the signal's reason when it is aborted; whatever the bus or the database throws */
  static async read(options: HappenedOptions): Promise<Happened> {
    const happened = new Happened(options);
    try {
      await happened.load();
      return happened;
    } catch (error) {
      await happened.close();
      throw error;
    }
  }

  private async load(): Promise<void> {
    await this.session.query(`create temporary table happened (
      occurred_at timestamptz not null, source text not null, key text not null, sequence bigint not null,
      part smallint not null, undated boolean not null, assumed text, event jsonb not null,
      primary key (source, key, sequence, part))`);
    const { transport, company, reader, topics, signal, onProgress } = this.options;
    const group = `${EPHEMERAL_GROUP}${reader}/${randomUUID()}`;
    const wanted = new Set(topics.map((topic) => `${company}.${topic}`));
    const consumption = await transport.consume(group, [...wanted], (batch) => this.take(batch, wanted), {
      batchSize: FETCH,
    });
    try {
      // What arrives from now on belongs to the next reading.
      const heads = new Map((await transport.lag(group)).partitions.map((p) => [placeOf(p), p.head]));
      for (;;) {
        signal?.throwIfAborted();
        const { partitions } = await transport.lag(group);
        const left = partitions.filter((p) => p.position < (heads.get(placeOf(p)) ?? 0));
        onProgress?.(
          partitions.reduce((sum, p) => sum + Math.min(p.position, heads.get(placeOf(p)) ?? 0), 0),
          [...heads.values()].reduce((sum, head) => sum + head, 0),
        );
        if (left.length === 0) break;
        await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
      }
    } finally {
      await consumption.stop();
    }
    await this.session.query(`
      update happened h set occurred_at = f.first from (
        select key, min(occurred_at) as first from happened where assumed is null and not undated group by key) f
      where h.assumed = 'record' and h.key = f.key;
      update happened set occurred_at = (select min(occurred_at) from happened where assumed is null and not undated)
      where assumed = 'start' and exists (select from happened where assumed is null and not undated);
      create index on happened (occurred_at, source, key, sequence, part); analyze happened`);
  }

  private async take(batch: readonly Delivery[], wanted: ReadonlySet<string>): Promise<void> {
    const rows = batch.flatMap((delivery): Kept[] => {
      const incoming = readDelivery(delivery, this.options.company, wanted);
      if (incoming === null || incoming.problem !== null) this.unreadable += 1;
      else if (incoming.wanted) return this.options.keep(incoming.event);
      return [];
    });
    if (rows.length === 0) return;
    // Delivered again, an event is there already.
    const { rowCount } = await this.session.query(
      `insert into happened (occurred_at, source, key, sequence, part, undated, assumed, event)
       select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[], $5::smallint[], $6::boolean[],
         $7::text[], string_to_array($8, chr(31))::jsonb[])
       on conflict do nothing`,
      [
        rows.map((r) => r.event.occurredAt),
        rows.map((r) => r.event.source),
        rows.map((r) => r.event.key),
        rows.map((r) => r.event.sequence),
        rows.map((r) => r.part),
        rows.map((r) => r.undated),
        rows.map((r) => r.assumed),
        jsonList(rows.map((r) => JSON.stringify(r.event))),
      ],
    );
    this.events += rowCount ?? 0;
  }

  /** First and last instant (ISO) of what has a date of its own; null when nothing has. */
  async span(): Promise<{ first: string; last: string } | null> {
    const { rows } = await this.session.query<{ first: Date | null; last: Date | null }>(
      `select min(occurred_at) filter (where not undated) as first, max(occurred_at) as last from happened`,
    );
    const { first, last } = rows[0] ?? {};
    return first && last ? { first: first.toISOString(), last: last.toISOString() } : null;
  }

  /** Events from one instant (null = from the first on) until before another, oldest first, in batches. */
  async *between(from: string | null, until: string): AsyncGenerator<IntegrationEvent[]> {
    let after: [Date | string, string, string, string, number] = [from ?? '-infinity', '', '', '0', -1];
    for (;;) {
      const { rows } = await this.session.query<Row>(
        `select occurred_at as at, source, key, sequence, part, event from happened
         where (occurred_at, source, key, sequence, part) > ($1::timestamptz, $2, $3, $4::bigint, $5::smallint)
           and occurred_at < $6::timestamptz
         order by occurred_at, source, key, sequence, part limit ${FETCH}`,
        [...after, until],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map(({ at, event }) => ({ ...event, occurredAt: at.toISOString() }));
      if (rows.length < FETCH) return;
      after = [last.at, last.source, last.key, last.sequence, last.part];
    }
  }

  /** Ends the session, and with it the table. */
  async close(): Promise<void> {
    await this.session.end();
  }
}

interface Row {
  at: Date;
  source: string;
  key: string;
  sequence: string;
  part: number;
  event: IntegrationEvent;
}

const placeOf = ({ topic, partition }: { topic?: string; partition: number }): string => `${topic ?? ''}/${partition}`;
