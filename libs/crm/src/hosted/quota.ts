import type { Pool } from 'pg';
import { QuotaExhausted } from './errors';
import type { Priority, Quota, Timing } from './port';

/** At most `limit` units in any stretch of `perMs`, wherever the CRM begins to count. */
export interface BucketLimit {
  limit: number;
  perMs: number;
}

/** Half of a limit may be spent at once, the other half comes back evenly: no stretch of `perMs` ever sees more. */
const AT_ONCE = 0.5;
/** Of what may be spent at once, background work leaves this share to what people have approved. */
const KEPT_FOR_APPROVALS = 0.3;
/** Nobody waits longer than this for a turn: it ends as QuotaExhausted. */
const LONGEST_WAIT_MS = 60_000;

interface Pace {
  /** Milliseconds that one unit costs. */
  unitMs: number;
  /** How far ahead of the clock the debt may run. */
  aheadMs: number;
}

/**
 * The generic cell rate algorithm: the debt of a bucket is one instant, "paid until". A fixed window per bucket would
 * let twice the limit through around its border, which HubSpot's rolling limits count.
 */
function pace({ limit, perMs }: BucketLimit, priority: Priority): Pace {
  const unitMs = perMs / (limit * (1 - AT_ONCE));
  const atOnce = limit * AT_ONCE * (priority === 'background' ? 1 - KEPT_FOR_APPROVALS : 1);
  return { unitMs, aheadMs: Math.max(1, Math.floor(atOnce)) * unitMs };
}

/** Where the debts of all instances are kept. Times are milliseconds since the epoch. */
export interface Debts {
  /** Adds `costMs` unless the debt would then run further than `aheadMs` ahead; tells until when it is paid. */
  add(bucket: string, now: number, costMs: number, aheadMs: number): Promise<{ added: boolean; paidUntil: number }>;
  /** Lifts the debt to at least this. */
  raise(bucket: string, paidUntil: number): Promise<void>;
}

/** Keeps to a CRM's limits over all instances that share the debts. */
export class PacedQuota implements Quota {
  private readonly limits: Map<string, BucketLimit>;

  constructor(
    private readonly debts: Debts,
    private readonly timing: Timing,
    limits: Record<string, BucketLimit>,
  ) {
    this.limits = new Map(Object.entries(limits));
  }

  async take(bucket: string, priority: Priority, cost = 1): Promise<void> {
    const { unitMs, aheadMs } = pace(this.limitOf(bucket), priority);
    for (let waited = 0; ;) {
      const now = this.timing.now().getTime();
      const { added, paidUntil } = await this.debts.add(bucket, now, cost * unitMs, aheadMs);
      if (added) return;
      const wait = Math.max(1, Math.ceil(paidUntil + cost * unitMs - aheadMs - now));
      if (waited + wait > LONGEST_WAIT_MS) throw new QuotaExhausted(bucket, new Date(now + wait));
      await this.timing.sleep(wait);
      waited += wait;
    }
  }

  async told({ bucket, remaining, limit, retryAfterMs }: Parameters<Quota['told']>[0]): Promise<void> {
    const known = this.limitOf(bucket);
    if (limit !== undefined && limit > 0 && limit !== known.limit) this.limits.set(bucket, { ...known, limit });
    const { unitMs, aheadMs } = pace(this.limitOf(bucket), 'approval');
    const now = this.timing.now().getTime();
    // Other applications spend from the same limit: what is left to us can be less than we counted.
    if (remaining !== undefined && remaining * unitMs < aheadMs) {
      await this.debts.raise(bucket, now + aheadMs - remaining * unitMs);
    }
    if (retryAfterMs !== undefined) await this.debts.raise(bucket, now + aheadMs + retryAfterMs);
  }

  private limitOf(bucket: string): BucketLimit {
    const limit = this.limits.get(bucket);
    if (!limit) throw new Error(`There is no limit "${bucket}"; one of: ${[...this.limits.keys()].join(', ')}`);
    return limit;
  }
}

/** Debts of one process: enough for the command line and for one instance. */
export class ProcessDebts implements Debts {
  private readonly paidUntil = new Map<string, number>();

  async add(bucket: string, now: number, costMs: number, aheadMs: number) {
    const paidUntil = Math.max(this.paidUntil.get(bucket) ?? 0, now);
    // A cost above the whole allowance passes when nothing is owed, or it never would.
    const added = paidUntil + costMs - now <= Math.max(aheadMs, costMs);
    if (added) this.paidUntil.set(bucket, paidUntil + costMs);
    return { added, paidUntil: added ? paidUntil + costMs : paidUntil };
  }

  async raise(bucket: string, paidUntil: number): Promise<void> {
    this.paidUntil.set(bucket, Math.max(this.paidUntil.get(bucket) ?? 0, paidUntil));
  }
}

export const QUOTA_DDL = `
create table crm.quota (
  bucket text primary key,
  paid_until double precision not null
);
`;

/** Debts in Postgres, shared by every instance; one statement each, so two instances never spend the same unit. */
export class PostgresDebts implements Debts {
  constructor(private readonly pool: Pool) {}

  async add(bucket: string, now: number, costMs: number, aheadMs: number) {
    const { rows } = await this.pool.query<{ paid_until: number }>(
      `insert into crm.quota as q (bucket, paid_until) values ($1, $2::float8 + $3::float8)
       on conflict (bucket) do update set paid_until = greatest(q.paid_until, $2::float8) + $3::float8
       where greatest(q.paid_until, $2::float8) + $3::float8 - $2::float8 <= greatest($4::float8, $3::float8)
       returning paid_until`,
      [bucket, now, costMs, aheadMs],
    );
    if (rows[0]) return { added: true, paidUntil: rows[0].paid_until };
    const owed = await this.pool.query<{ paid_until: number }>('select paid_until from crm.quota where bucket = $1', [
      bucket,
    ]);
    return { added: false, paidUntil: Math.max(owed.rows[0]?.paid_until ?? 0, now) };
  }

  async raise(bucket: string, paidUntil: number): Promise<void> {
    await this.pool.query(
      `insert into crm.quota as q (bucket, paid_until) values ($1, $2)
       on conflict (bucket) do update set paid_until = greatest(q.paid_until, excluded.paid_until)`,
      [bucket, paidUntil],
    );
  }
}
