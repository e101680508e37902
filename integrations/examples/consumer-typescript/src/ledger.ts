import { DatabaseSync } from 'node:sqlite';
import { parseEvent, turnOf, type Headers, type Place, type SalesEvent } from '@salesagent/events';

/** A message as it came off Kafka. */
export interface Message {
  headers: Headers;
  value: Uint8Array | null;
}

/** What became of a message. */
export type Outcome = 'handled' | 'duplicate' | 'held' | 'refused';

/**
 * What we made of the events, and how far we are with each (source, key): in one database, so that both move in one
 * transaction. Whatever Kafka delivers again after a crash then takes effect once.
 */
export class Ledger {
  private readonly db: DatabaseSync;

  constructor(file: string) {
    this.db = new DatabaseSync(file);
    this.db.exec(`
      pragma journal_mode = wal;
      create table if not exists position (source text, key text, sequence integer, primary key (source, key));
      create table if not exists held (source text, key text, sequence integer, message text,
                                       primary key (source, key, sequence));
      create table if not exists refused (source text, key text, sequence integer, reason text);
      create table if not exists won_deal (deal_id text primary key, amount real, closed_at text);
      create table if not exists approval (action_id text primary key, approved_by text, approved_at text);`);
  }

  /** Takes a message in; everything it changes is stored when this returns, or nothing is. */
  take(message: Message): Outcome {
    this.db.exec('begin immediate');
    try {
      const outcome = this.inTurn(message);
      this.db.exec('commit');
      return outcome;
    } catch (error) {
      this.db.exec('rollback');
      throw error;
    }
  }

  /** Events that came before the ones they follow: something is missing, and its key waits for it. */
  gaps(): { source: string; key: string; after: number; next: number }[] {
    const rows = this.db.prepare(`
      select h.source, h.key, coalesce(p.sequence, 0) as "after", min(h.sequence) as next
      from held h left join position p on p.source = h.source and p.key = h.key group by 1, 2, 3`);
    return rows.all() as unknown as { source: string; key: string; after: number; next: number }[];
  }

  close(): void {
    this.db.close();
  }

  private inTurn(message: Message): Outcome {
    const parsed = parseEvent(message.headers, message.value);
    const place: Place | null = parsed.ok ? parsed.event : parsed.problem.place;
    if (!place) {
      this.refuse('unreadable', '', 0, parsed.ok ? '' : parsed.problem.message);
      return 'refused';
    }
    const { source, key, sequence } = place;
    const turn = turnOf(this.last(place), sequence);
    if (turn === 'duplicate') return 'duplicate';
    if (turn === 'gap') {
      this.db.prepare('insert or ignore into held values (?, ?, ?, ?)').run(source, key, sequence, pack(message));
      return 'held';
    }
    // A type that is newer than our package is none of our business, but has its place in the sequence.
    if (parsed.ok) this.apply(parsed.event);
    else if (parsed.problem.code !== 'unknown-type') this.refuse(source, key, sequence, parsed.problem.message);
    this.db.prepare('insert or replace into position values (?, ?, ?)').run(source, key, sequence);
    this.release(source, key, sequence + 1);
    return parsed.ok || parsed.problem.code === 'unknown-type' ? 'handled' : 'refused';
  }

  /** Goes on with what was held behind the event that has come now. */
  private release(source: string, key: string, sequence: number): void {
    const row = this.db
      .prepare('select message from held where source = ? and key = ? and sequence = ?')
      .get(source, key, sequence) as { message: string } | undefined;
    if (!row) return;
    this.db.prepare('delete from held where source = ? and key = ? and sequence = ?').run(source, key, sequence);
    this.inTurn(unpack(row.message));
  }

  private apply(event: SalesEvent): void {
    switch (event.type) {
      case 'OpportunityWon': {
        const { recordId, set } = event.data;
        const won = this.db.prepare('insert or replace into won_deal values (?, ?, ?)');
        won.run(recordId, set.amount ?? null, set.closedAt ?? event.occurredAt);
        return;
      }
      case 'OpportunityReopened':
        this.db.prepare('delete from won_deal where deal_id = ?').run(event.data.recordId);
        return;
      case 'ActionApproved': {
        const { actionId, by } = event.data;
        this.db.prepare('insert or replace into approval values (?, ?, ?)').run(actionId, by, event.occurredAt);
        return;
      }
    }
  }

  private last({ source, key }: Place): number {
    const row = this.db.prepare('select sequence from position where source = ? and key = ?').get(source, key);
    return (row?.['sequence'] as number | undefined) ?? 0;
  }

  private refuse(source: string, key: string, sequence: number, reason: string): void {
    this.db.prepare('insert into refused values (?, ?, ?, ?)').run(source, key, sequence, reason);
  }
}

function pack({ headers, value }: Message): string {
  const texts = Object.entries(headers).map(([name, given]) => [name, String(given)]);
  return JSON.stringify({
    headers: Object.fromEntries(texts),
    value: value === null ? null : Buffer.from(value).toString(),
  });
}

function unpack(text: string): Message {
  const { headers, value } = JSON.parse(text) as { headers: Headers; value: string | null };
  return { headers, value: value === null ? null : Buffer.from(value) };
}
