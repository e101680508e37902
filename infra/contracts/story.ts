import {
  eventDefinition,
  eventId,
  topicOf,
  type IntegrationEvent,
  type RecordEventData,
  type Sealed,
  type Source,
} from '@salesagent/canon/events';
import {
  ACTIONS,
  actionId,
  fieldSpec,
  recordRef,
  type ActionName,
  type Change,
  type RecordType,
} from '@salesagent/canon/sales';
import { proposalDigest } from '@salesagent/governance';

/** Company of the samples. */
export const COMPANY = 'acme';

interface Given {
  /** Business time; `09:00` of the day of the chapter when absent. */
  at?: string;
  by?: string;
  cause?: string;
  before?: Record<string, unknown>;
}

/** Tells a story in events as the services would write them: gap-free per source and key, ids deterministic. */
export class Story {
  readonly events: IntegrationEvent[] = [];
  private readonly sequences = new Map<string, number>();
  private readonly records = new Map<string, number>();
  private day = '2026-03-02';
  private correlation = 'import-2026-03-02';

  /** The next chapter: the business day, and what everything in it goes back to. */
  on(day: string, correlation: string): this {
    this.day = day;
    this.correlation = correlation;
    return this;
  }

  /** An event about a CRM record. */
  record(type: string, recordType: RecordType, id: string, set: Record<string, unknown>, given: Given = {}): this {
    const ref = recordRef(recordType, id);
    const recordVersion = (this.records.get(ref) ?? 0) + 1;
    this.records.set(ref, recordVersion);
    const { by = this.correlation.startsWith('import') ? 'import' : 'P-7', before } = given;
    const data = { recordType, recordId: id, recordVersion, set, by, ...(before ? { before } : {}) };
    return this.write('gateway', ref, type, data, given);
  }

  /** A proposal of an agent; gives its action id and digest. */
  proposal(action: ActionName, subject: string, episode: number, change: Change, words: Record<string, unknown>) {
    const id = actionId(action, subject, episode);
    const digest = proposalDigest({ action, subject, change });
    const { agent, effects } = ACTIONS[action];
    const proposal = {
      ...{ actionId: id, action, agent, effect: effects[0], subject, accountId: 'A-1042', ownerId: 'P-7', tier: 'T2' },
      ...{ draft: null, change, digest, recordVersion: this.records.get(subject) ?? null },
      ...{ playbookVersion: 'f3a9c1d', businessDate: this.day },
      ...words,
    };
    this.write(agent, `${action}:${subject}`, 'ActionProposed', proposal, { cause: this.events.at(-1)?.id ?? id });
    return { id, digest };
  }

  write(source: Source, key: string, type: string, data: unknown, given: Given = {}): this {
    const lane = `${source} ${key}`;
    const sequence = (this.sequences.get(lane) ?? 0) + 1;
    this.sequences.set(lane, sequence);
    const occurredAt = `${this.day}T${given.at ?? '09:00'}:00.000Z`;
    const id = eventId('sample', lane, type, sequence);
    this.events.push({
      id,
      type,
      version: eventDefinition(type)!.version,
      source,
      company: COMPANY,
      topic: topicOf(COMPANY, type, key),
      key,
      sequence,
      occurredAt,
      recordedAt: new Date(Date.parse(occurredAt) + 1_250).toISOString(),
      correlationId: this.correlation,
      causationId: given.cause ?? this.correlation,
      traceparent: `00-${hex(this.correlation, 32)}-${hex(`${lane} ${sequence}`, 16)}-01`,
      data: withSealed(data, id),
    });
    return this;
  }
}

/** As gateway does it: the personal fields of a record are sealed before they are appended. */
function withSealed(data: unknown, event: string): unknown {
  const { recordType, recordId, set, before } = data as Partial<RecordEventData>;
  if (!recordType || !recordId) return data;
  const seal = (fields: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([field, value]) => {
        const personal = fieldSpec(recordType, field)?.personal;
        if (!personal || typeof value !== 'string') return [field, value];
        const ref = recordRef(recordType, recordId);
        return [field, sealed(personal === 'self' ? ref : `text/${ref}`, event, field, value.length)];
      }),
    );
  return { ...(data as object), set: seal(set ?? {}), ...(before ? { before: seal(before) } : {}) };
}

/** What a personal value looks like; no key opens it, for there is nothing in it. */
function sealed(subject: string, event: string, field: string, length: number): Sealed {
  const bytes = (count: number, of: string): string =>
    Buffer.from(hex(`${of} ${subject} ${event} ${field}`, count * 2), 'hex').toString('base64');
  return {
    sealed: 1,
    subject,
    keyVersion: 1,
    event,
    iv: bytes(12, 'iv'),
    tag: bytes(16, 'tag'),
    data: bytes(length, 'data'),
  };
}

/** Hexadecimal digits that look random and are the same each time. */
function hex(of: string, length: number): string {
  let digits = '';
  for (let n = 0; digits.length < length; n++) digits += eventId('hex', of, String(n)).replaceAll('-', '');
  return digits.slice(0, length);
}
