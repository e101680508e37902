import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { SlackUser } from '@salesagent/channels';
import { eventId } from '@salesagent/canon/events';
import type { EventStore, EventToAppend, StoreTransaction } from '@salesagent/event-store';
import { SqlMirror } from '@salesagent/mirror';
import type { Clock } from '@salesagent/platform';
import type { DecidedBy } from '../gate/decisions';
import { chooseInterruptions, interruptionChoiceOf, type InterruptionChoice } from '../interruptions/preferences';

/** A person who signed in: who the code is for. */
export interface SignedIn {
  sub: string;
  personId: string;
}

export interface ChannelChoice {
  slack: boolean;
  mail: boolean;
}

/** What a person sees of their own. */
export interface OwnChannels extends ChannelChoice {
  interruptions: InterruptionChoice;
  slackLinkedAt: string | null;
  slackEndsAt: string | null;
}

/** What gateway needs to know to reach a person. */
export interface Recipient extends ChannelChoice {
  personId: string;
  slackUser: SlackUser | null;
}

export type LinkOutcome = 'linked' | 'unknown-code' | 'taken';

const CODE_MINUTES = 10;
/** Whoever has not confirmed in so long that a Slack account is theirs confirms it again. */
export const LINK_DAYS = 90;
/** Without letters and digits that look alike: 32 to the 10th codes. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 10;

const streamOf = (personId: string): string => `channel/${personId}`;

/**
 * Which Slack account is which person. Only the person can say so: signed in here they get a code, and from the account
 * they send it. Names and addresses in a Slack profile are written by whoever has the account, or its workspace's admin.
 */
export class ChannelLinks {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** A code that links whoever sends it from Slack within ten minutes, once. A new one ends the one before. */
  async newCode({ sub, personId }: SignedIn): Promise<{ code: string; expiresAt: string }> {
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const expiresAt = new Date(this.clock.now().getTime() + CODE_MINUTES * 60_000);
    await this.store.transact([streamOf(personId)], async ({ client }) => {
      await client.query('delete from orchestrator.slack_code where person_id = $1 or expires_at < $2', [
        personId,
        this.clock.now(),
      ]);
      await client.query(
        'insert into orchestrator.slack_code (hash, person_id, sub, expires_at) values ($1, $2, $3, $4)',
        [hashOf(code), personId, sub, expiresAt],
      );
    });
    return { code, expiresAt: expiresAt.toISOString() };
  }

  /** Takes a code that was sent from this account. `taken`: the account is somebody else's already. */
  async link(account: SlackUser, code: string): Promise<LinkOutcome> {
    const { rows } = await this.store.pool.query<{ person_id: string; sub: string }>(
      'select person_id, sub from orchestrator.slack_code where hash = $1 and expires_at > $2',
      [hashOf(code), this.clock.now()],
    );
    const found = rows[0];
    if (!found) return 'unknown-code';
    const { person_id: personId, sub } = found;
    return this.store.transact([streamOf(personId)], async (tx) => {
      const taken = await tx.client.query(
        'select from orchestrator.slack_link where team = $1 and slack_user = $2 and person_id <> $3',
        [account.team, account.user, personId],
      );
      if (taken.rows.length > 0) return 'taken';
      const used = await tx.client.query('delete from orchestrator.slack_code where hash = $1', [hashOf(code)]);
      if (used.rowCount === 0) return 'unknown-code';
      const now = this.clock.now();
      await tx.client.query(
        `insert into orchestrator.slack_link (person_id, sub, team, slack_user, linked_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id) do update set sub = excluded.sub, team = excluded.team,
           slack_user = excluded.slack_user, linked_at = excluded.linked_at`,
        [personId, sub, account.team, account.user, now],
      );
      await this.note(tx, 'SlackLinked', personId, { personId, sub, ...account }, sub);
      return 'linked';
    });
  }

  /** False when there was no link. */
  async unlink({ sub, personId }: SignedIn): Promise<boolean> {
    return this.store.transact([streamOf(personId)], async (tx) => {
      const gone = await tx.client.query('delete from orchestrator.slack_link where person_id = $1', [personId]);
      if (gone.rowCount === 0) return false;
      await this.note(tx, 'SlackUnlinked', personId, { personId, sub }, sub);
      return true;
    });
  }

  /**
   * The person whose account this is, with what they are in the CRM now: nothing in Slack makes anybody more than that,
   * so operations decide in the console. Null without a link in force, and for who has left.
   */
  async personOf(account: SlackUser): Promise<(DecidedBy & { personId: string }) | null> {
    const { rows } = await this.store.pool.query<{ person_id: string; sub: string }>(
      `select person_id, sub from orchestrator.slack_link
       where team = $1 and slack_user = $2 and linked_at > $3::timestamptz - $4 * interval '1 day'`,
      [account.team, account.user, this.clock.now(), LINK_DAYS],
    );
    const link = rows[0];
    // The log decides, never a table of it.
    if (!link || !(await this.isOnRecord(link.person_id, account))) return null;
    const roles = await this.rolesOf(link.person_id);
    return roles && { sub: link.sub, personId: link.person_id, roles };
  }

  /** What the CRM says a person is; null for who is not there, or has left. */
  async rolesOf(personId: string): Promise<string[] | null> {
    const person = await new SqlMirror(this.store.pool, 'orchestrator').get('person', personId);
    if (!person || person.fields['active'] === false) return null;
    return [person.fields['role'] === 'manager' ? 'manager' : 'rep'];
  }

  async of(personId: string): Promise<OwnChannels> {
    const { rows } = await this.store.pool.query<{ linked_at: Date; ends_at: Date }>(
      `select linked_at, linked_at + $2 * interval '1 day' as ends_at from orchestrator.slack_link where person_id = $1`,
      [personId, LINK_DAYS],
    );
    return {
      ...(await this.choiceOf(personId)),
      interruptions: await interruptionChoiceOf(this.store.pool, personId),
      slackLinkedAt: rows[0]?.linked_at.toISOString() ?? null,
      slackEndsAt: rows[0]?.ends_at.toISOString() ?? null,
    };
  }

  /** Without a word on interruptions those stay as they were. */
  async choose(personId: string, choice: ChannelChoice, interruptions?: InterruptionChoice): Promise<void> {
    await this.store.pool.query(
      `insert into orchestrator.channel_preference (person_id, slack, mail) values ($1, $2, $3)
       on conflict (person_id) do update set slack = excluded.slack, mail = excluded.mail`,
      [personId, choice.slack, choice.mail],
    );
    if (interruptions) await chooseInterruptions(this.store.pool, personId, interruptions);
  }

  /** Everybody who has a link in force or has chosen anything; who has not is asked by mail where there is mail. */
  async recipients(): Promise<Recipient[]> {
    const { rows } = await this.store.pool.query<{
      person_id: string;
      slack: boolean | null;
      mail: boolean | null;
      team: string | null;
      slack_user: string | null;
    }>(
      `select coalesce(l.person_id, p.person_id) as person_id, p.slack, p.mail, l.team, l.slack_user
       from orchestrator.channel_preference p full join
         (select * from orchestrator.slack_link where linked_at > $1::timestamptz - $2 * interval '1 day') l
         on l.person_id = p.person_id order by 1`,
      [this.clock.now(), LINK_DAYS],
    );
    return rows.map(({ person_id: personId, slack, mail, team, slack_user: user }) => ({
      personId,
      slack: slack ?? true,
      mail: mail ?? true,
      slackUser: team === null || user === null ? null : { team, user },
    }));
  }

  private async isOnRecord(personId: string, { team, user }: SlackUser): Promise<boolean> {
    const last = (await this.store.read(streamOf(personId))).at(-1);
    const said = last?.data as Partial<SlackUser> | undefined;
    return last?.type === 'SlackLinked' && said?.team === team && said.user === user;
  }

  private async choiceOf(personId: string): Promise<ChannelChoice> {
    const { rows } = await this.store.pool.query<ChannelChoice>(
      'select slack, mail from orchestrator.channel_preference where person_id = $1',
      [personId],
    );
    return rows[0] ?? { slack: true, mail: true };
  }

  private async note(tx: StoreTransaction, type: string, personId: string, data: object, sub: string): Promise<void> {
    const stream = streamOf(personId);
    const cause = randomUUID();
    const event: EventToAppend = {
      id: eventId(cause, stream, type),
      type,
      data,
      occurredAt: this.clock.now(),
      correlationId: cause,
      causationId: cause,
      actor: sub,
    };
    await tx.append(stream, 'any', [event]);
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code.trim().toUpperCase()).digest('hex');
}
