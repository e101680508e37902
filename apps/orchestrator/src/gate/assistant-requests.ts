import type { PoolClient } from 'pg';

/** An assistant asks an agent to look at a record, in the name of a person. */
export interface AssistantRequest {
  /** The person it asks for. */
  by: string;
  action: string;
  subject: string;
  /** Of the event that asks. */
  requestId: string;
}

export interface Noted {
  /** Of the request that stands: the first of the day for this action and record. */
  requestId: string;
  repeated: boolean;
  /** How often this person's assistants may still ask today; below zero where this one was one too many. */
  leftToday: number;
}

/** Of days that are over nothing is asked any more. */
export const ASSISTANT_REQUEST_DDL = `
create table if not exists assistant_request (
  by text not null,
  -- In the policy's time zone.
  day date not null,
  action text not null,
  subject text not null,
  request_id text not null,
  at timestamptz not null,
  primary key (by, day, action, subject)
);
`;

/** The stream whose lock holds apart what assistants of one person ask at the same time. */
export const assistantStream = (by: string): string => `assistant-${by}`;

/**
 * Notes a request of an assistant. A program asks again and again where a person would not: the same action on the same
 * record is asked once a day, and others no more often than the person is given decisions in a day. Called under the
 * lock of `assistantStream`.
 *
 * @param today day in the policy's time zone, `YYYY-MM-DD`
 * @param most decisions that the policy gives this person in a day
 */
export async function noteAssistantRequest(
  { by, action, subject, requestId }: AssistantRequest,
  { today, now, most }: { today: string; now: Date; most: number },
  client: PoolClient,
): Promise<Noted> {
  await client.query('delete from orchestrator.assistant_request where by = $1 and day < $2', [by, today]);
  const { rows } = await client.query<{ action: string; subject: string; request_id: string }>(
    'select action, subject, request_id from orchestrator.assistant_request where by = $1 and day = $2',
    [by, today],
  );
  const before = rows.find((row) => row.action === action && row.subject === subject);
  if (before) return { requestId: before.request_id, repeated: true, leftToday: most - rows.length };
  const leftToday = most - rows.length - 1;
  if (leftToday >= 0) {
    await client.query(
      `insert into orchestrator.assistant_request (by, day, action, subject, request_id, at)
       values ($1, $2, $3, $4, $5, $6)`,
      [by, today, action, subject, requestId, now],
    );
  }
  return { requestId, repeated: false, leftToday };
}
