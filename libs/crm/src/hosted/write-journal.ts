import type { Pool } from 'pg';
import type { FieldValues, WriteResult } from '../port';

/** A write that was sent, or is about to be: what the record held then. */
export interface SentWrite {
  before: FieldValues | null;
  /** The record's state it was decided on: edits after this are people's edits in the window. */
  since: Date;
  result: WriteResult | null;
}

/** A write that is about to be sent. */
export interface AboutToSend {
  key: string;
  before: FieldValues | null;
  since: Date;
}

/** Remembers writes over crashes, so that one that may have happened is settled by looking, not by writing again. */
export interface WriteJournal {
  /** Those that are remembered, by key. */
  find(keys: readonly string[]): Promise<ReadonlyMap<string, SentWrite>>;
  /** Before sending; again for the same key moves `before` and `since` on. */
  sending(writes: readonly AboutToSend[]): Promise<void>;
  done(results: readonly { key: string; result: WriteResult }[]): Promise<void>;
  /** They are known to have had no effect: as if they had never been about to be sent. */
  withdraw(keys: readonly string[]): Promise<void>;
}

/**
 * Also in schema `crm`, beside what the Postgres CRM remembers of its own writes. Values are in plain, so whoever ends
 * a write deletes its row (gateway: `finish.ts`).
 */
export const WRITE_JOURNAL_DDL = `
create table crm.sent (
  key text primary key,
  before jsonb,
  since timestamptz not null,
  result jsonb,
  sent_at timestamptz not null default now()
);
`;

export class PostgresWriteJournal implements WriteJournal {
  constructor(private readonly pool: Pool) {}

  async find(keys: readonly string[]): Promise<ReadonlyMap<string, SentWrite>> {
    const { rows } = await this.pool.query<SentWrite & { key: string }>(
      'select key, before, since, result from crm.sent where key = any($1)',
      [keys],
    );
    return new Map(rows.map(({ key, ...sent }) => [key, sent]));
  }

  async sending(writes: readonly AboutToSend[]): Promise<void> {
    await this.pool.query(
      `insert into crm.sent (key, before, since)
       select key, before, since from jsonb_to_recordset($1::jsonb) as x(key text, before jsonb, since timestamptz)
       on conflict (key) do update set before = excluded.before, since = excluded.since`,
      [JSON.stringify(writes)],
    );
  }

  async done(results: readonly { key: string; result: WriteResult }[]): Promise<void> {
    await this.pool.query(
      `update crm.sent s set result = x.result from jsonb_to_recordset($1::jsonb) as x(key text, result jsonb)
       where s.key = x.key`,
      [JSON.stringify(results)],
    );
  }

  async withdraw(keys: readonly string[]): Promise<void> {
    await this.pool.query('delete from crm.sent where key = any($1) and result is null', [keys]);
  }
}

/** For one process: dry runs, the command line. */
export class ProcessWriteJournal implements WriteJournal {
  private readonly writes = new Map<string, SentWrite>();

  async find(keys: readonly string[]): Promise<ReadonlyMap<string, SentWrite>> {
    return new Map([...this.writes].filter(([key]) => keys.includes(key)));
  }

  async sending(writes: readonly AboutToSend[]): Promise<void> {
    for (const { key, before, since } of writes) this.writes.set(key, { before, since, result: null });
  }

  async done(results: readonly { key: string; result: WriteResult }[]): Promise<void> {
    for (const { key, result } of results) this.writes.set(key, { ...this.writes.get(key)!, result });
  }

  async withdraw(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.writes.delete(key);
  }
}
