import { HttpException, HttpStatus } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Principal } from '@salesagent/auth';
import type { EventStore } from '@salesagent/event-store';
import { localTime, type Policy } from '@salesagent/governance';
import { noteRequest } from '../gate/asked-for';
import { assistantStream, noteAssistantRequest } from '../gate/assistant-requests';
import { requested } from '../lifecycles/requests';
import type { requestBody } from './bodies';

export interface Asked {
  requestId: string;
  action: string;
  subject: string;
  /** Asked already today, and not asked anew; only what an assistant asks is held to once a day. */
  repeated: boolean;
  /** How often the person's assistants may still ask today; null for a person, who may ask as they like. */
  leftToday: number | null;
}

/**
 * Asks an agent to look at a record that the person sees.
 * @throws HttpException 429 where the person's assistants have asked enough for today
 */
export async function askAgent(
  store: EventStore,
  { action, subject, via }: z.infer<typeof requestBody>,
  principal: Principal,
  { policy, now }: { policy: Policy; now: Date },
): Promise<Asked> {
  const by = principal.personId ?? principal.sub;
  const event = requested(action, subject, { nominalTime: now.toISOString(), by: `${by}/${randomUUID()}` });
  const { requestId } = event.data as { requestId: string };
  const stream = `${action}:${subject}`;
  return store.transact(via === 'assistant' ? [stream, assistantStream(by)] : [stream], async (tx) => {
    const asked: Asked = { requestId, action, subject, repeated: false, leftToday: null };
    if (via === 'assistant') {
      const most = decisionsADay(principal, policy);
      const today = localTime(now, policy.calendar.timeZone).date;
      const noted = await noteAssistantRequest({ by, action, subject, requestId }, { today, now, most }, tx.client);
      if (noted.leftToday < 0) throw enough(most);
      Object.assign(asked, noted);
    }
    if (asked.repeated) return asked;
    await tx.append(stream, 'any', [{ ...event, data: { ...(event.data as object), by } }]);
    await noteRequest({ action, subject, by }, now, tx.client);
    return asked;
  });
}

/** What the docket gives this person in a day, so that an assistant fills no more than one. */
const decisionsADay = ({ roles }: Principal, { docket }: Policy): number =>
  roles.some((role) => role === 'manager' || role === 'operations_vp')
    ? docket.decisionsPerManager
    : docket.decisionsPerRep;

function enough(most: number): HttpException {
  const body = {
    code: 'asked-enough',
    message: `Your assistants have asked for ${most} looks today, which is as many decisions as you are given in a day.`,
    remedy: 'Ask in the console, or tomorrow.',
  };
  return new HttpException(body, HttpStatus.TOO_MANY_REQUESTS);
}
