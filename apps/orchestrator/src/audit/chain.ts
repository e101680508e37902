import type { Pool, PoolClient } from 'pg';
import { AUDITED_TYPES, genesis, linkTo, type AuditedLog, type AuditLink } from '@salesagent/audit';
import { inTransaction, type Cursor } from '@salesagent/event-store';
import { Trails, type Cursors } from './trails';

/** Decisions of one log in one transaction, at most. */
const BATCH = 500;

interface LinkRow {
  seq: string;
  source: AuditedLog;
  event_id: string;
  stream: string;
  type: string;
  recorded_at: string;
  event_hash: string;
  previous: string;
  hash: string;
}

const COLUMNS = 'seq, source, event_id, stream, type, recorded_at, event_hash, previous, hash';

/**
 * The hash chain over the decisions of every log. It has one writer: links and how far each log was followed are one
 * transaction under one lock, so a crash leaves all of it or nothing and a second process adds nothing twice.
 */
export class AuditChain {
  /** How far this process has looked; never behind what the table says. */
  private looked: Cursors = new Map();
  private typesKnown = false;

  constructor(
    private readonly pool: Pool,
    private readonly company: string,
    readonly trails: Trails = new Trails(),
  ) {}

  /**
   * Links what the logs have; true when there may be more. Types that a newer release audits for the first time are
   * linked from their beginning before anything else: else their history would look as if it had been put in later.
   */
  async follow(): Promise<boolean> {
    if (!this.typesKnown) await this.takeUpTypes();
    const glance = await this.trails.follow(this.pool, this.looked, 1);
    if (glance.rows.length === 0) {
      this.looked = glance.cursors;
      return false;
    }
    return inTransaction(this.pool, async (client) => {
      await this.lock(client);
      const { rows, cursors, more } = await this.trails.follow(client, await this.cursors(client), BATCH);
      if (rows.length > 0) await this.append(client, rows, cursors);
      this.looked = cursors;
      return more;
    });
  }

  /** The newest link; null while there is none. */
  async head(db: Pool | PoolClient = this.pool): Promise<{ seq: number; hash: string } | null> {
    const { rows } = await db.query<{ seq: string; hash: string }>(
      'select seq, hash from orchestrator.audit_link order by seq desc limit 1',
    );
    return rows[0] ? { seq: Number(rows[0].seq), hash: rows[0].hash } : null;
  }

  /** Whether the chain has this link with this hash. */
  async has({ seq, hash }: { seq: number; hash: string }): Promise<boolean> {
    const { rowCount } = await this.pool.query('select from orchestrator.audit_link where seq = $1 and hash = $2', [
      seq,
      hash,
    ]);
    return rowCount === 1;
  }

  /** Links `from` to `to`, both included. */
  async links(from: number, to: number): Promise<AuditLink[]> {
    const { rows } = await this.pool.query<LinkRow>(
      `select ${COLUMNS} from orchestrator.audit_link where seq between $1 and $2 order by seq`,
      [from, to],
    );
    return rows.map((row) => ({
      seq: Number(row.seq),
      source: row.source,
      eventId: row.event_id,
      stream: row.stream,
      type: row.type,
      recordedAt: row.recorded_at,
      eventHash: row.event_hash,
      previous: row.previous,
      hash: row.hash,
    }));
  }

  /** How far each log has been followed, as of the newest link. */
  async cursors(db: Pool | PoolClient = this.pool): Promise<Map<AuditedLog, Cursor>> {
    const { rows } = await db.query<{ source: AuditedLog; transaction_id: string; position: string }>(
      'select source, transaction_id::text as transaction_id, position from orchestrator.audit_cursor',
    );
    return new Map(
      rows.map((row) => [row.source, { transactionId: row.transaction_id, position: Number(row.position) }]),
    );
  }

  private async takeUpTypes(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await this.lock(client);
      const { rows } = await client.query<{ type: string }>(
        `select type from unnest($1::text[]) as t(type) where not exists
           (select from orchestrator.audit_type a where a.type = t.type)`,
        [AUDITED_TYPES],
      );
      const types = rows.map(({ type }) => type);
      if (types.length === 0) return;
      const cursors = await this.cursors(client);
      for (;;) {
        const past = await this.trails.unlinked(client, cursors, types);
        if (past.length === 0) break;
        await this.append(client, past, cursors);
      }
      await client.query('insert into orchestrator.audit_type select * from unnest($1::text[])', [types]);
    });
    this.typesKnown = true;
  }

  private async lock(client: PoolClient): Promise<void> {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('orchestrator/audit', 0))`);
  }

  private async append(
    client: PoolClient,
    rows: Awaited<ReturnType<Trails['follow']>>['rows'],
    cursors: Cursors,
  ): Promise<void> {
    let before = (await this.head(client)) ?? { seq: 0, hash: genesis(this.company) };
    const links = rows.map(({ source, event }) => {
      const link = linkTo(before, source, event);
      before = link;
      return link;
    });
    await client.query(
      `insert into orchestrator.audit_link (${COLUMNS})
       select seq, source, "eventId", stream, type, "recordedAt", "eventHash", previous, hash
       from jsonb_to_recordset($1::jsonb) as l(seq bigint, source text, "eventId" text, stream text, type text,
         "recordedAt" text, "eventHash" text, previous text, hash text)`,
      [JSON.stringify(links)],
    );
    await client.query(
      `insert into orchestrator.audit_cursor (source, transaction_id, position)
       select source, "transactionId"::xid8, position
       from jsonb_to_recordset($1::jsonb) as c(source text, "transactionId" text, position bigint)
       on conflict (source) do update set transaction_id = excluded.transaction_id, position = excluded.position`,
      [JSON.stringify([...cursors].map(([source, cursor]) => ({ source, ...cursor })))],
    );
  }
}
