import type { Pool } from 'pg';
import type { Clock } from '@salesagent/canon/sales';
import { inTransaction } from '@salesagent/event-store';
import { planInterruptions } from './interruptions';

export type Channel = 'slack' | 'mail';

/** A message to a person, sent or yet to be. */
export interface Notice {
  notice_id: string;
  person_id: string;
  address: string | null;
  message_id: string | null;
  tried_at: Date | null;
  shown: string | null;
  /** How often what it is about had changed when it was taken up. */
  changes: number;
  attempts: number;
  /** What it interrupts for; null for what comes with the morning. */
  interruption_id: string | null;
}

interface Open {
  action_id: string;
  wave: string | null;
  asked_at: Date;
}

/** Waves during the day: none of them is a message by itself. */
const BETWEEN = /^(asked|closing)\//;
/** While sending takes, no other instance takes the same notice. */
const LEASE_SECONDS = 60;
/** What comes later in the day is shown in the message of the morning, without a sound. */
const SAME_DAY_HOURS = 20;
/** A wave in which nobody was asked anything new for this long is complete enough to be sent. */
export const SETTLED_SECONDS: Readonly<Record<Channel, number>> = { slack: 4, mail: 30 };

/**
 * Which messages there are to be: for each person and channel one a wave. What a person asked for in between joins the
 * last message of the day, or waits for the next. Only what orchestrator raised as an interruption has a message of its own.
 */
export class Notices {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    readonly channel: Channel,
    /** Whether a message can be changed once it is sent. */
    private readonly changeable: boolean,
  ) {}

  /** Makes the messages that are due for these people. */
  async plan(people: readonly string[]): Promise<void> {
    if (people.length === 0) return;
    await planInterruptions(this.pool, this.channel, people, this.clock.now());
    const { rows } = await this.pool.query<Open & { person_id: string }>(
      `select a.action_id, a.person_id, a.wave, a.asked_at from gateway.asked a
       where a.state = 'asked' and a.outcome is null and a.expires_at > $2 and a.person_id = any($1::text[])
         and not exists (select from gateway.noticed d where d.channel = $3 and d.person_id = a.person_id
           and d.action_id = a.action_id)
       order by a.person_id, a.rank, a.action_id`,
      [people, this.clock.now(), this.channel],
    );
    for (const person of new Set(rows.map((row) => row.person_id)))
      await this.planFor(
        person,
        rows.filter((row) => row.person_id === person),
      );
  }

  private async planFor(person: string, open: readonly Open[]): Promise<void> {
    const now = this.clock.now();
    const current = this.changeable ? await this.ofToday(person, now) : null;
    if (current !== null) return this.assign(current, person, open, now);
    const wave = open.find((row) => row.wave !== null && !BETWEEN.test(row.wave))?.wave;
    if (wave === undefined || wave === null) return;
    const newest = Math.max(...open.map((row) => row.asked_at.getTime()));
    if (now.getTime() - newest < SETTLED_SECONDS[this.channel] * 1_000) return;
    await this.assign(`${this.channel}/${wave}/${person}`, person, open, now);
  }

  private async ofToday(person: string, now: Date): Promise<string | null> {
    const { rows } = await this.pool.query<{ notice_id: string }>(
      `select notice_id from gateway.notice where channel = $1 and person_id = $2 and interruption_id is null
         and made_at > $3::timestamptz - $4 * interval '1 hour' order by made_at desc limit 1`,
      [this.channel, person, now, SAME_DAY_HOURS],
    );
    return rows[0]?.notice_id ?? null;
  }

  private async assign(notice: string, person: string, open: readonly Open[], now: Date): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const made = await client.query(
        `insert into gateway.notice (notice_id, channel, person_id, made_at, next_at) values ($1, $2, $3, $4, $4)
         on conflict (notice_id) do nothing`,
        [notice, this.channel, person, now],
      );
      // A mail that is sent stays as it is: what came too late for it is in the console, and in tomorrow's.
      if (made.rowCount === 0 && !this.changeable) return;
      await client.query(
        `insert into gateway.noticed (channel, person_id, action_id, notice_id)
         select $1, $2, unnest($3::text[]), $4 on conflict do nothing`,
        [this.channel, person, open.map((row) => row.action_id), notice],
      );
      await client.query('update gateway.notice set changes = changes + 1 where notice_id = $1', [notice]);
    });
  }

  /** What these messages show is not what is asked any more. */
  async showAnew(actionIds: readonly string[]): Promise<void> {
    if (actionIds.length === 0) return;
    await this.pool.query(
      `update gateway.notice n set changes = changes + 1 from gateway.noticed d
       where d.notice_id = n.notice_id and d.channel = $1 and d.action_id = any($2::text[])`,
      [this.channel, actionIds],
    );
  }

  /** The next message to send or to show anew; nobody else takes it for a minute. */
  async claim(): Promise<Notice | null> {
    const { rows } = await this.pool.query<Notice>(
      `update gateway.notice set next_at = $2::timestamptz + $3 * interval '1 second'
       where notice_id = (select notice_id from gateway.notice
         where channel = $1 and changes > changes_shown and next_at <= $2 order by next_at, notice_id limit 1 for update skip locked)
       returning notice_id, person_id, address, message_id, tried_at, shown, changes, attempts, interruption_id`,
      [this.channel, this.clock.now(), LEASE_SECONDS],
    );
    return rows[0] ?? null;
  }

  /** Noted before a message is sent for the first time: from here on it may be there without our knowing. */
  async trying({ notice_id }: Notice, address: string): Promise<void> {
    await this.pool.query(
      'update gateway.notice set address = $2, tried_at = coalesce(tried_at, $3) where notice_id = $1',
      [notice_id, address, this.clock.now()],
    );
  }

  async sent({ notice_id, changes }: Notice, messageId: string | null, shown: string): Promise<void> {
    await this.pool.query(
      `update gateway.notice set message_id = coalesce(message_id, $2), shown = $3, sent_at = coalesce(sent_at, $4),
         attempts = 0, next_at = $4, problem = null, changes_shown = $5 where notice_id = $1`,
      [notice_id, messageId, shown, this.clock.now(), changes],
    );
  }

  /** To be tried again in so many seconds. */
  async later({ notice_id }: Notice, problem: string, seconds: number): Promise<void> {
    await this.pool.query(
      `update gateway.notice set attempts = attempts + 1, problem = $2,
         next_at = $3::timestamptz + $4 * interval '1 second' where notice_id = $1`,
      [notice_id, problem.slice(0, 500), this.clock.now(), seconds],
    );
  }
}
