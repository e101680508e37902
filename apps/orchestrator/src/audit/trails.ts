import type { Pool, PoolClient } from 'pg';
import { AUDITED_LOGS, type AuditedEvent, type AuditedLog } from '@salesagent/audit';
import { schemaName, type Cursor } from '@salesagent/event-store';

type Db = Pool | PoolClient;
export type Cursors = ReadonlyMap<AuditedLog, Cursor>;

/** A decision in a log of some service. */
export interface TrailRow {
  source: AuditedLog;
  event: AuditedEvent;
  cursor: Cursor;
}

export interface Followed {
  rows: TrailRow[];
  /** Where each log has now been followed to. */
  cursors: Map<AuditedLog, Cursor>;
  /** Whether there may be more. */
  more: boolean;
}

interface Row {
  source: AuditedLog;
  transaction_id: string;
  position: string;
  stream: string;
  stream_version: number;
  id: string;
  type: string;
  version: number;
  data: unknown;
  occurred_at: string;
  recorded_at: string;
  correlation_id: string;
  causation_id: string;
  actor: string | null;
  traceparent: string | null;
}

const COLUMNS = `transaction_id::text as transaction_id, position, stream, stream_version, id, type, version, data,
  occurred_at, recorded_at, correlation_id, causation_id, actor, traceparent`;
const NOWHERE: Cursor = { transactionId: '0', position: 0 };

/** The view of a service's decisions (`auditTrailDdl`). */
export const trailOf = (source: AuditedLog): string => `${schemaName(source.replaceAll('-', '_'))}.audit_trail`;

/** The decisions of every log, through the views that only this service may read. */
export class Trails {
  constructor(readonly sources: readonly AuditedLog[] = AUDITED_LOGS) {}

  /**
   * What each log has after its cursor, oldest first, `limit` of each log at most. Where a log has no more, its cursor
   * goes to the horizon below which nothing can be committed any more, so that what is no decision is read once.
   */
  async follow(db: Db, after: Cursors, limit: number): Promise<Followed> {
    const parts = this.sources.map(
      (source, i) => `(select '${source}' as source, ${COLUMNS} from ${trailOf(source)} t
        where (t.transaction_id, t.position) > ($${2 * i + 2}::xid8, $${2 * i + 3}::bigint)
          and t.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by t.transaction_id, t.position limit $1)`,
    );
    const values = this.sources.flatMap((source) => {
      const { transactionId, position } = after.get(source) ?? NOWHERE;
      return [transactionId, position];
    });
    const { rows } = await db.query<(Row & { horizon: string }) | { source: null; horizon: string }>({
      text: `select h.horizon, t.* from (select pg_snapshot_xmin(pg_current_snapshot())::text as horizon) h
             left join (${parts.join(' union all ')}) t on true`,
      values: [limit, ...values],
    });
    const horizon: Cursor = { transactionId: rows[0]!.horizon, position: 0 };
    const found = rows.filter((row): row is Row & { horizon: string } => row.source !== null).map(toTrailRow);
    const cursors = new Map<AuditedLog, Cursor>();
    let more = false;
    for (const source of this.sources) {
      const own = found.filter((row) => row.source === source);
      own.sort(byCursor);
      const full = own.length === limit;
      more ||= full;
      cursors.set(source, full ? own.at(-1)!.cursor : later(horizon, after.get(source) ?? NOWHERE));
    }
    return { rows: inOrder(found), cursors, more };
  }

  /** The rows of one log by the ids of their events, as they are now. */
  async rows(db: Db, source: AuditedLog, eventIds: readonly string[]): Promise<Map<string, AuditedEvent>> {
    const { rows } = await db.query<Row>(
      `select '${source}' as source, ${COLUMNS} from ${trailOf(source)} where id = any($1::text[])`,
      [eventIds],
    );
    return new Map(rows.map((row) => [row.id, toTrailRow(row).event]));
  }

  /**
   * Decisions that lie before where their log has been followed to, and that no link covers; of each log a thousand.
   * @param types only these; all when absent
   */
  async unlinked(db: Db, after: Cursors, types: readonly string[] | null = null): Promise<TrailRow[]> {
    const found: TrailRow[] = [];
    for (const [source, { transactionId, position }] of after) {
      const { rows } = await db.query<Row>(
        `select '${source}' as source, ${COLUMNS} from ${trailOf(source)} t
         where (t.transaction_id, t.position) <= ($1::xid8, $2::bigint) and ($3::text[] is null or t.type = any($3))
           and not exists (select from orchestrator.audit_link l where l.source = '${source}' and l.event_id = t.id)
         order by t.transaction_id, t.position limit 1000`,
        [transactionId, position, types],
      );
      found.push(...rows.map(toTrailRow));
    }
    return inOrder(found);
  }
}

function toTrailRow(row: Row): TrailRow {
  return {
    source: row.source,
    cursor: { transactionId: row.transaction_id, position: Number(row.position) },
    event: {
      id: row.id,
      type: row.type,
      version: row.version,
      stream: row.stream,
      streamVersion: row.stream_version,
      occurredAt: row.occurred_at,
      recordedAt: row.recorded_at,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      actor: row.actor,
      traceparent: row.traceparent,
      data: row.data,
    },
  };
}

function byCursor(a: { cursor: Cursor }, b: { cursor: Cursor }): number {
  const difference = BigInt(a.cursor.transactionId) - BigInt(b.cursor.transactionId);
  return difference === 0n ? a.cursor.position - b.cursor.position : difference < 0n ? -1 : 1;
}

function later(a: Cursor, b: Cursor): Cursor {
  return byCursor({ cursor: a }, { cursor: b }) < 0 ? b : a;
}

/** Each log in its own order, the logs among each other by when things were recorded, so that a reader can follow. */
function inOrder(rows: readonly TrailRow[]): TrailRow[] {
  const sorted = [...rows].sort(byCursor);
  const sources = [...new Set(rows.map(({ source }) => source))];
  const heads = sources.map((source) => ({ queue: sorted.filter((row) => row.source === source), next: 0 }));
  const ordered: TrailRow[] = [];
  for (let left = rows.length; left > 0; left--) {
    let earliest: (typeof heads)[number] | null = null;
    for (const head of heads) {
      const row = head.queue[head.next];
      const best = earliest?.queue[earliest.next];
      if (row && (!best || row.event.recordedAt < best.event.recordedAt)) earliest = head;
    }
    ordered.push(earliest!.queue[earliest!.next++]!);
  }
  return ordered;
}
