import type { Pool } from 'pg';
import type { FieldValues, WriteResult } from '../port';

/** A write that was sent, or is about to be: what the record held then. */
export interface SentWrite {
  before: FieldValues | null;
  /** The record's state it was decided on: edits after this are people's edits in the window. */
  since: Date;
  result: WriteResult | null;
}

/** Remembers writes over crashes, so that one that may have happened is settled by looking, not by writing again. */
export interface WriteJournal {
  find(key: string): Promise<SentWrite | null>;
  /** Before sending; again for the same key moves `before` and `since` on. */
  sending(key: string, before: FieldValues | null, since: Date): Promise<void>;
  done(key: string, result: WriteResult): Promise<void>;
  /** It is known to have had no effect: as if it had never been about to be sent. */
  withdraw(key: string): Promise<void>;
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

  async find(key: string): Promise<SentWrite | null> {
    const { rows } = await this.pool.query<SentWrite>('select before, since, result from crm.sent where key = $1', [
      key,
    ]);
    return rows[0] ?? null;
  }

  async sending(key: string, before: FieldValues | null, since: Date): Promise<void> {
    await this.pool.query(
      `insert into crm.sent (key, before, since) values ($1, $2, $3)
       on conflict (key) do update set before = excluded.before, since = excluded.since`,
      [key, before && JSON.stringify(before), since],
    );
  }

  async done(key: string, result: WriteResult): Promise<void> {
    await this.pool.query('update crm.sent set result = $2 where key = $1', [key, JSON.stringify(result)]);
  }

  async withdraw(key: string): Promise<void> {
    await this.pool.query('delete from crm.sent where key = $1 and result is null', [key]);
  }
}

/** For one process: dry runs, the command line. */
export class ProcessWriteJournal implements WriteJournal {
  private readonly writes = new Map<string, SentWrite>();

  async find(key: string): Promise<SentWrite | null> {
    return this.writes.get(key) ?? null;
  }

  async sending(key: string, before: FieldValues | null, since: Date): Promise<void> {
    this.writes.set(key, { before, since, result: null });
  }

  async done(key: string, result: WriteResult): Promise<void> {
    this.writes.set(key, { ...this.writes.get(key)!, result });
  }

  async withdraw(key: string): Promise<void> {
    this.writes.delete(key);
  }
}
