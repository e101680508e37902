import type { PoolClient } from 'pg';
import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { ACTIONS, parseActionId } from '@salesagent/canon/sales';
import { jsonList, textList } from '@salesagent/event-store';

export interface TimelineRow {
  event_id: string;
  /** The record the event is about (`opportunity/ID`), or `company`. */
  subject: string;
  action_id: string | null;
  type: string;
  source: string;
  key: string;
  sequence: number;
  occurred_at: string;
  recorded_at: string;
  correlation_id: string;
  causation_id: string;
  data: unknown;
}

type Texts = Omit<TimelineRow, 'sequence' | 'data'>;

/** One line of history per event; what a page does not show of a large event is left out. */
export function timelineRow(event: IntegrationEvent): TimelineRow {
  const data = (event.data ?? {}) as Record<string, unknown>;
  return {
    event_id: event.id,
    subject: subjectOf(event, data),
    action_id: actionIdOf(event, data),
    type: event.type,
    source: event.source,
    key: event.key,
    sequence: event.sequence,
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    data: shown(event.type, data),
  };
}

function isCrm(event: IntegrationEvent): boolean {
  return 'recordType' in ((event.data ?? {}) as object);
}

function subjectOf(event: IntegrationEvent, data: Record<string, unknown>): string {
  if (isCrm(event)) {
    const { recordType, recordId } = event.data as RecordEventData;
    return `${recordType}/${recordId}`;
  }
  if (typeof data['opportunityId'] === 'string') return `opportunity/${data['opportunityId']}`;
  if (typeof data['subject'] === 'string') return data['subject'];
  if (typeof data['actionId'] === 'string') return parseActionId(data['actionId']).subject;
  return 'company';
}

/** A record changed by our own write carries the action in `by`; everything about a proposal names it. */
function actionIdOf(event: IntegrationEvent, data: Record<string, unknown>): string | null {
  if (typeof data['actionId'] === 'string') return data['actionId'];
  const by = isCrm(event) ? (event.data as RecordEventData).by : null;
  return by !== null && isActionId(by) ? by : null;
}

export function isActionId(id: string): boolean {
  const { action, subject, episode } = parseActionId(id);
  return (action in ACTIONS || action === 'first-tiering') && subject !== '' && Number.isInteger(episode);
}

const WRITES_SHOWN = 20;

function shown(type: string, data: Record<string, unknown>): unknown {
  switch (type) {
    case 'ActionProposed':
      return pick(data, ['actionId', 'action', 'agent', 'effect', 'tier', 'title', 'why', 'ownerId', 'digest']);
    case 'ActionApproved':
      return {
        ...pick(data, ['actionId', 'by', 'digest', 'evidenceOpened', 'policyVersion']),
        edited: !!data['edited'],
        with: (data['first'] as { by?: string } | undefined)?.by ?? null,
      };
    case 'SecondApprovalRequested':
      return {
        ...pick(data, ['actionId', 'by', 'digest', 'evidenceOpened', 'policyVersion', 'approver']),
        edited: !!data['edited'],
      };
    case 'ActionExecuted': {
      const writes = Array.isArray(data['writes']) ? data['writes'] : [];
      return { ...data, writes: writes.slice(0, WRITES_SHOWN), writeCount: writes.length };
    }
    case 'InsightRecorded':
      return pick(data, ['action', 'subject', 'businessDate', 'reasons', 'values']);
    case 'WinCurveFitted':
      return pick(data, ['curveVersion', 'asOf']);
    case 'KpiMeasured':
      return pick(data, ['asOf', 'period', 'formulaVersion']);
    default:
      return data;
  }
}

function pick(data: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((k) => k in data).map((k) => [k, data[k]]));
}

/** Appends a batch with one statement; an event that is there already stays as it is. */
export async function appendTimeline(
  events: readonly IntegrationEvent[],
  client: PoolClient,
  schema: string,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(timelineRow);
  const texts = (name: keyof Texts): string => textList(rows.map((row) => row[name]));
  // Without the name of a key: a rebuild has none until the end.
  await client.query({
    name: `timeline-${schema}`,
    text: `insert into ${schema}.timeline (event_id, subject, action_id, type, source, key, sequence, occurred_at,
             recorded_at, correlation_id, causation_id, data)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
             $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], string_to_array($12, chr(31))::jsonb[])
           on conflict do nothing`,
    values: [
      texts('event_id'),
      texts('subject'),
      texts('action_id'),
      texts('type'),
      texts('source'),
      texts('key'),
      `{${rows.map((row) => row.sequence).join(',')}}`,
      texts('occurred_at'),
      texts('recorded_at'),
      texts('correlation_id'),
      texts('causation_id'),
      jsonList(rows.map((row) => JSON.stringify(row.data))),
    ],
  });
}
