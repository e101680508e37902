import { randomUUID } from 'node:crypto';
import { inTransaction, schemaName } from '@salesagent/event-store';
import type { Pool, PoolClient } from 'pg';
import { BusConsumer } from '../consumer/bus-consumer';
import { consumerDdl } from '../consumer/ddl';
import type { Following } from '../consumer/following';
import { EPHEMERAL_GROUP, type BusTransport } from '../transport';
import { RebuildRefused } from './errors';
import type { Building, Projection } from './projection';
import { sessionOf } from './session';

/** Where a session's own tables are; nobody else sees them, and they end with the session. */
export const SHADOW = 'pg_temp';
/** Events applied in one transaction; a rebuild has nobody waiting for the single one. */
const BATCH = 5_000;

export interface ShadowOptions {
  pool: Pool;
  schema: string;
  company: string;
  transport: BusTransport;
  /** Group and topics (without company) of the live consumer. */
  group: string;
  topics: readonly string[];
}

/**
 * The projection built a second time beside the live one: temporary tables in a database session of its own, filled by
 * a consumer that reads the bus from the beginning and never overtakes the live one. When the process dies the server
 * ends the session and drops the tables, so there is nothing to clean up and nothing half-built to find.
 */
export class Shadow {
  readonly group: string;
  readonly session: Pool;
  /** A second session, which sees none of the tables: to read live ones meanwhile. */
  readonly beside: Pool;
  readonly consumer: BusConsumer;
  events = 0;
  private readonly building: Building;
  private connections = 0;
  /** Tables that have no primary key yet. */
  private readonly unindexed = new Set<string>();
  /** Columns of the primary keys that there are, as SQL lists them. */
  private readonly keys = new Map<string, string>();

  constructor(
    readonly options: ShadowOptions,
    private readonly projection: Projection,
  ) {
    schemaName(options.schema);
    this.group = `${EPHEMERAL_GROUP}${options.group}/${randomUUID()}`;
    this.session = sessionOf(options.pool, projection.name);
    this.beside = sessionOf(options.pool, projection.name);
    this.session.on('connect', () => (this.connections += 1));
    this.building = projection.building?.(SHADOW) ?? withoutMemory(projection.into(SHADOW));
    this.consumer = new BusConsumer({
      group: this.group,
      company: options.company,
      pool: this.session,
      schema: SHADOW,
      transport: options.transport,
      topics: options.topics,
      follows: { schema: options.schema, group: options.group },
      batchSize: BATCH,
      redriveEveryMilliseconds: 100,
      // What fails here failed in the live consumer too, or the rebuild stops: there is nothing to wait for.
      backoff: () => 86_400_000,
      handle: async (events, client) => {
        await this.building.apply(events, client);
      },
      afterCommit: (events) => {
        this.building.committed();
        this.events += events.length;
      },
    });
  }

  /** Nobody else rebuilds the projection from now on. @throws RebuildRefused when somebody does */
  async claim(): Promise<void> {
    const { rows } = await this.session.query<{ free: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('rebuild/' || $1, 0)) as free`,
      [this.projection.name],
    );
    if (!rows[0]?.free) {
      throw new RebuildRefused(
        `${this.projection.name} is being rebuilt already.`,
        'Watch it with `salesagent rebuild`; begin again when it has ended.',
        'already-running',
      );
    }
  }

  /** Makes the tables and begins to read. */
  async open(): Promise<void> {
    for (const table of this.projection.tables) {
      const live = `${this.options.schema}.${table}`;
      // Of the indexes only the primary key: the others serve readers, and the shadow has none.
      await this.session.query(`create temporary table ${table} (like ${live} including all excluding indexes)`);
      if (this.projection.appended?.includes(table)) this.unindexed.add(table);
      else await this.addKey(table);
    }
    await this.session.query(consumerDdl(SHADOW));
    await this.consumer.start();
  }

  /** Writes what is only in memory. */
  async complete(): Promise<void> {
    await this.consumer.betweenBatches(async () => {
      await inTransaction(this.session, (client) => this.building.complete(client));
      this.building.committed();
    });
  }

  /** Gives the tables that were filled without one their primary key. To be called when nearly all is read. */
  async index(): Promise<void> {
    for (const table of this.unindexed) {
      await this.addKey(table);
      this.unindexed.delete(table);
    }
  }

  private async addKey(table: string): Promise<void> {
    const { rows } = await this.session.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ' order by place) as columns
       from pg_index, unnest(indkey) with ordinality as k(number, place), pg_attribute
       where indrelid = $1::regclass and indisprimary and attrelid = indrelid and attnum = number`,
      [`${this.options.schema}.${table}`],
    );
    const columns = rows[0]?.columns;
    if (!columns) throw new Error(`${table} has no primary key, so it cannot be rebuilt.`);
    await this.session.query(`alter table ${SHADOW}.${table} add primary key (${columns})`);
    this.keys.set(table, columns);
  }

  /** @throws RebuildRefused when the session, and with it the tables, is gone */
  mustLive(): void {
    if (this.connections <= 1) return;
    throw new RebuildRefused(
      'The database connection of the rebuild broke, and what was built is gone.',
      'Begin again; the live tables are as they were.',
      'interrupted',
    );
  }

  /**
   * The planner knows nothing of temporary tables until they are looked at; nothing does that by itself. Only of the
   * keys, by which they are asked: samples of documents would cost more than they are worth. Tables without a key are
   * only added to.
   */
  async analyze(): Promise<void> {
    const keyed = [...this.keys].filter(([table]) => !this.unindexed.has(table));
    const tables = keyed.map(([table, columns]) => `analyze ${SHADOW}.${table} (${columns})`);
    await this.session.query([...tables, `analyze ${SHADOW}.parked (consumer, source, key)`].join('; '));
  }

  /** Events that the live consumer has handled and the shadow has not; with 0 they are level, key by key. */
  behind(client: Pool | PoolClient = this.session): Promise<number> {
    return this.following.behind(client);
  }

  /** Stops reading and says with which keys it is behind, some of them by name. */
  async keysBehind(): Promise<{ keys: number; some: string[] }> {
    await this.consumer.stop();
    return this.following.keysBehind(this.session, 5);
  }

  private get following(): Following {
    if (!this.consumer.following) throw new Error('A shadow follows the live consumer.');
    return this.consumer.following;
  }

  /** Events that fail here though the live consumer has passed them. */
  async stuck(): Promise<{ key: string; sequence: string; reason: string }[]> {
    const { rows } = await this.session.query<{ key: string; sequence: string; reason: string }>(
      `select p.key, p.sequence, p.reason from ${SHADOW}.parked p
       join ${this.options.schema}.consumer_position l on l.consumer = $1 and l.source = p.source and l.key = p.key
       where p.attempts > 0 and p.discarded_at is null and p.sequence <= l.sequence order by p.key limit 5`,
      [this.options.group],
    );
    return rows;
  }

  /** Lets go of the claim at once: the server notices the end of a session when it comes to it. */
  async release(): Promise<void> {
    await this.session.query('select pg_advisory_unlock_all()');
  }

  /** Ends the session: the tables and every lock it holds go with it. */
  async close(): Promise<void> {
    await this.consumer.stop();
    await Promise.all([this.session.end(), this.beside.end()]);
  }
}

const withoutMemory = (apply: Building['apply']): Building => ({
  apply,
  committed: () => undefined,
  complete: () => Promise.resolve(),
});
