import type { Pool, PoolClient } from 'pg';
import type { IntegrationEvent } from '@salesagent/canon/events';
import { inTransaction } from '@salesagent/event-store';

/** Topics that say what interrupts people. */
export const INTERRUPTION_TOPICS = ['gate.interruption'];

interface Raised {
  interruptionId: string;
  kind: string;
  personId: string;
  subject: string;
  accountId: string | null;
  actionId: string | null;
  expiresAt: string;
}

/** Notes what interrupts people, in the consumer's transaction. Whom and when was decided where it was raised. */
export async function noteInterruptions(events: readonly IntegrationEvent[], client: PoolClient): Promise<void> {
  const raised = events
    .filter(({ type }) => type === 'InterruptionRaised')
    .map(({ data, recordedAt }) => ({ ...(data as Raised), recordedAt }));
  if (raised.length === 0) return;
  await client.query(
    `insert into gateway.interruption
       (interruption_id, kind, person_id, subject, account_id, action_id, raised_at, expires_at)
     select "interruptionId", kind, "personId", subject, "accountId", "actionId", "recordedAt", "expiresAt"
     from jsonb_to_recordset($1::jsonb) as x("interruptionId" text, kind text, "personId" text, subject text,
       "accountId" text, "actionId" text, "recordedAt" timestamptz, "expiresAt" timestamptz)
     on conflict do nothing`,
    [JSON.stringify(raised)],
  );
}

/**
 * Makes the messages of interruptions for these people, one each. A decision that the message of the day has taken up
 * meanwhile moves from there into the one that interrupts; where it was told already, nobody is told again.
 */
export async function planInterruptions(
  pool: Pool,
  channel: string,
  people: readonly string[],
  now: Date,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ notice_id: string; person_id: string; action_id: string | null }>(
      `insert into gateway.notice (notice_id, channel, person_id, made_at, next_at, interruption_id, changes)
       select $1 || '/interruption/' || i.interruption_id, $1, i.person_id, $3, $3, i.interruption_id, 1
       from gateway.interruption i left join gateway.asked a on a.action_id = i.action_id
       where i.person_id = any($2::text[]) and i.expires_at > $3
         and (i.action_id is null or a.state = 'asked' and a.person_id = i.person_id and a.outcome is null)
         and not exists (select from gateway.notice n where n.channel = $1 and n.interruption_id = i.interruption_id)
       on conflict (notice_id) do nothing
       returning notice_id, person_id,
         (select i.action_id from gateway.interruption i where i.interruption_id = notice.interruption_id) as action_id`,
      [channel, people, now],
    );
    for (const { notice_id, person_id, action_id } of rows) {
      if (action_id === null) continue;
      await client.query(
        `update gateway.notice n set changes = changes + 1 from gateway.noticed d
         where d.notice_id = n.notice_id and d.channel = $1 and d.person_id = $2 and d.action_id = $3`,
        [channel, person_id, action_id],
      );
      await client.query(
        `insert into gateway.noticed (channel, person_id, action_id, notice_id) values ($1, $2, $3, $4)
         on conflict (channel, person_id, action_id) do update set notice_id = excluded.notice_id`,
        [channel, person_id, action_id, notice_id],
      );
    }
  });
}
