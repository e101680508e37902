import type { Pool, PoolClient } from 'pg';
import { ALL_SUBJECTS, type Wanted } from './triggers';

/** A look still to be taken. `revision` changes whenever something asks again, so nothing asked meanwhile is lost. */
export interface Evaluation {
  action: string;
  subject: string;
  revision: string;
  cause: string;
  correlationId: string;
  traceparent: string | null;
  requests: string[];
  importRecordedAt: Date | null;
}

const COLUMNS = `action, subject, revision, cause, correlation_id as "correlationId", traceparent, requests,
  import_recorded_at as "importRecordedAt"`;

/** The looks an agent service still has to take, in its own database: what was asked survives a kill. */
export class EvaluationQueue {
  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  /** Asks, in the transaction that consumed the cause. Asking again before the look renews it. */
  async add(client: PoolClient, wanted: readonly Wanted[], notBefore: Date | null = null): Promise<void> {
    if (wanted.length === 0) return;
    const rows = merge(wanted);
    await client.query(
      `insert into ${this.schema}.evaluation as e
         (action, subject, cause, correlation_id, traceparent, requests, import_recorded_at, not_before)
       select action, subject, cause, correlation_id, traceparent, requests, import_recorded_at, coalesce($8::timestamptz, '-infinity')
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[])
         as n(action, subject, cause, correlation_id, traceparent, requests, import_recorded_at)
       order by action, subject
       on conflict (action, subject) do update set
         revision = gen_random_uuid(), cause = excluded.cause, correlation_id = excluded.correlation_id,
         traceparent = excluded.traceparent, requests = e.requests || excluded.requests,
         import_recorded_at = greatest(e.import_recorded_at, excluded.import_recorded_at),
         attempts = 0, not_before = excluded.not_before`,
      [
        rows.map((r) => r.action),
        rows.map((r) => r.subject),
        rows.map((r) => r.cause),
        rows.map((r) => r.correlationId),
        rows.map((r) => r.traceparent),
        rows.map((r) => JSON.stringify(r.requests)),
        rows.map((r) => r.importRecordedAt),
        notBefore,
      ],
    );
  }

  /** Passes over all subjects that are asked for. */
  async passes(): Promise<Evaluation[]> {
    const { rows } = await this.pool.query<Evaluation>(
      `select ${COLUMNS} from ${this.schema}.evaluation where subject = $1 and not_before <= now() order by action`,
      [ALL_SUBJECTS],
    );
    return rows;
  }

  async singles(limit: number): Promise<Evaluation[]> {
    const { rows } = await this.pool.query<Evaluation>(
      `select ${COLUMNS} from ${this.schema}.evaluation
       where subject <> $1 and not_before <= now() order by requested_at, action, subject limit $2`,
      [ALL_SUBJECTS, limit],
    );
    return rows;
  }

  /** Strikes off looks that were taken, unless somebody asked again meanwhile. Returns those struck off. */
  async done(client: Pool | PoolClient, taken: readonly Evaluation[]): Promise<Set<string>> {
    if (taken.length === 0) return new Set();
    const { rows } = await client.query<{ revision: string }>(
      `with due as (
         select e.action, e.subject from ${this.schema}.evaluation e
         join unnest($1::uuid[]) as t(revision) using (revision) order by e.action, e.subject for update of e)
       delete from ${this.schema}.evaluation e using due
       where e.action = due.action and e.subject = due.subject returning e.revision`,
      [taken.map((t) => t.revision)],
    );
    return new Set(rows.map((r) => r.revision));
  }

  /** A look that failed is taken again later, ever more rarely. */
  async postpone(taken: Evaluation, problem: string): Promise<void> {
    await this.pool.query(
      `update ${this.schema}.evaluation set attempts = attempts + 1, problem = $2,
         not_before = now() + least(interval '1 hour', interval '5 seconds' * power(4, least(attempts, 6)))
       where revision = $1`,
      [taken.revision, problem.slice(0, 2000)],
    );
  }

  async waiting(): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(`select count(*)::int as n from ${this.schema}.evaluation`);
    return rows[0]?.n ?? 0;
  }
}

interface Merged extends Wanted {
  requests: string[];
}

function merge(wanted: readonly Wanted[]): Merged[] {
  const rows = new Map<string, Merged>();
  for (const w of wanted) {
    const key = `${w.action}\n${w.subject}`;
    const before = rows.get(key);
    const requests = [...(before?.requests ?? []), ...(w.requestId ? [w.requestId] : [])];
    const importRecordedAt =
      [before?.importRecordedAt, w.importRecordedAt]
        .filter((t) => !!t)
        .sort()
        .at(-1) ?? null;
    rows.set(key, { ...w, requests, importRecordedAt });
  }
  return [...rows.values()];
}
