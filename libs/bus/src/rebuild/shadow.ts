import { randomUUID } from 'node:crypto';
import { schemaName } from '@salesagent/event-store';
import { Pool, type PoolClient } from 'pg';
import { BusConsumer } from '../consumer/bus-consumer';
import { consumerDdl } from '../consumer/ddl';
import { EPHEMERAL_GROUP, type BusTransport } from '../transport';
import { RebuildRefused } from './errors';
import type { Projection } from './projection';

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
  readonly consumer: BusConsumer;
  events = 0;
  private connections = 0;
  /** Tables that have no primary key yet. */
  private readonly unindexed = new Set<string>();

  constructor(
    readonly options: ShadowOptions,
    private readonly projection: Projection,
  ) {
    schemaName(options.schema);
    this.group = `${EPHEMERAL_GROUP}${options.group}/${randomUUID()}`;
    this.session = new Pool({
      ...options.pool.options,
      // Not enumerable there, so that it is not logged.
      ...(options.pool.options.password === undefined ? {} : { password: options.pool.options.password }),
      max: 1,
      min: 0,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 0,
      statement_timeout: 900_000,
      application_name: `rebuild ${projection.name}`,
      options: '-c transaction_timeout=0 -c lock_timeout=120000 -c temp_buffers=64MB -c work_mem=64MB -c jit=off',
    });
    this.session.on('error', () => undefined);
    this.session.on('connect', (client) => {
      this.connections += 1;
      client.on('error', () => undefined);
    });
    const into = projection.into(SHADOW);
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
        await into(events, client);
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

  /** Gives the tables that were filled without one their primary key. To be called when nearly all is read. */
  async index(): Promise<void> {
    for (const table of this.unindexed) {
      await this.addKey(table);
      this.unindexed.delete(table);
    }
  }

  private async addKey(table: string): Promise<void> {
    const { rows: keys } = await this.session.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass and contype = 'p'`,
      [`${this.options.schema}.${table}`],
    );
    await this.session.query(`alter table ${SHADOW}.${table} add ${keys[0]?.definition ?? ''}`);
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

  /** The planner knows nothing of temporary tables until they are looked at; nothing does that by itself. */
  async analyze(): Promise<void> {
    const tables = [...this.projection.tables, 'consumer_position', 'parked'];
    await this.session.query(tables.map((table) => `analyze ${SHADOW}.${table}`).join('; '));
  }

  async standing(client: Pool | PoolClient = this.session): Promise<Standing> {
    const { rows } = await client.query<Standing>(
      `select count(*) filter (where coalesce(s.sequence, 0) < l.sequence)::int as behind,
              count(*) filter (where s.sequence > l.sequence)::int as ahead,
              (array_agg(l.key order by l.key) filter (where coalesce(s.sequence, 0) < l.sequence))[1:5] as keys
       from ${this.options.schema}.consumer_position l
       left join ${SHADOW}.consumer_position s on s.consumer = $2 and s.source = l.source and s.key = l.key
       where l.consumer = $1`,
      [this.options.group, this.group],
    );
    return rows[0]!;
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

  /** Ends the session: the tables and every lock it holds go with it. */
  async close(): Promise<void> {
    await this.consumer.stop();
    await this.session.end();
  }
}

/** Where the shadow is beside the live consumer, in keys. */
export interface Standing {
  behind: number;
  ahead: number;
  /** Some of those behind. */
  keys: string[] | null;
}
