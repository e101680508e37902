import type { Pool } from 'pg';
import type { Sealer } from '@salesagent/sealing';
import type { TimelineEntry } from '../api/timeline.schema';
import { isActionId } from '../projection/timeline';
import type { Directory } from './directory';
import { fieldLabel } from '@salesagent/canon/sales';
import { recordNames, type RecordNames } from './record-names';
import { sentenceOf } from './sentences';

type Values = Record<string, unknown>;

interface Row {
  event_id: string;
  subject: string;
  action_id: string | null;
  causation_id: string;
  type: string;
  source: string;
  occurred_at: string;
  recorded_at: string;
  own: boolean;
  data: Values;
}

export interface TimelineSelection {
  /** Record references whose events are wanted. */
  subjects?: readonly string[];
  actionIds?: readonly string[];
  eventIds?: readonly string[];
  /** Only events that set this field. */
  field?: string;
  /** Without the records' own events: only what agents, gate and gateway say. */
  withoutRecords?: boolean;
  order?: 'newest' | 'oldest';
  limit?: number;
}

/**
 * Our own doings happen when they are recorded, whatever the business clock says: a frozen one would put what was
 * carried out before its own approval. What the CRM tells happened on the day it says.
 */
const OWN = `(action_id is not null or source <> 'gateway')`;
const WHEN = `case when ${OWN} then recorded_at else occurred_at end`;

/** History as people read it: each event a sentence, with who and what changed; personal values opened. */
export async function timeline(
  pool: Pool,
  sealer: Sealer,
  directory: Directory,
  selection: TimelineSelection,
): Promise<TimelineEntry[]> {
  const {
    subjects = [],
    actionIds = [],
    eventIds = [],
    field = null,
    withoutRecords = false,
    order = 'newest',
    limit = 1_000,
  } = selection;
  const direction = order === 'newest' ? 'desc' : 'asc';
  const { rows } = await pool.query<Row>(
    `select event_id, subject, action_id, causation_id, type, source, to_jsonb(occurred_at) as occurred_at,
            to_jsonb(recorded_at) as recorded_at, ${OWN} as own, data
     from console.timeline
     where (subject = any($1) or action_id = any($2) or event_id = any($5)) and ($3::text is null or data->'set' ? $3)
       and not ($6::boolean and data ? 'recordType')
     order by ${WHEN} ${direction}, recorded_at ${direction}, key, sequence ${direction} limit $4`,
    [subjects, actionIds, field, limit, eventIds, withoutRecords],
  );
  const opened = await openEach(
    sealer,
    rows.map((r) => r.data),
  );
  const pointers = opened.flatMap((data) =>
    [data['set'], data['before']].flatMap((values) => Object.entries((values ?? {}) as Values)),
  );
  const names = await recordNames({ pool, sealer }, directory, pointers);
  return rows.map((row, i) => toEntry(row, opened[i]!, directory, names));
}

/** Opens what is sealed in many values with one request for keys. */
export async function openEach<T>(sealer: Sealer, values: readonly T[]): Promise<T[]> {
  return (await sealer.openDeep(values)) as T[];
}

function toEntry(row: Row, data: Values, directory: Directory, names: RecordNames): TimelineEntry {
  const set = (data['set'] ?? {}) as Values;
  const before = (data['before'] ?? {}) as Values;
  return {
    eventId: row.event_id,
    type: row.type,
    at: row.occurred_at,
    recordedAt: row.recorded_at,
    source: row.source,
    subject: row.subject,
    sentence: sentenceOf(row.type, data, (id) => directory.nameOf(id)),
    by: author(row, data, directory),
    actionId: row.action_id,
    causationId: row.causation_id,
    own: row.own,
    undated: data['undated'] === true,
    changes: Object.entries(set).map(([field, after]) => ({
      field,
      label: fieldLabel(field),
      before: shown(field, before[field], directory, names),
      after: shown(field, after, directory, names),
    })),
  };
}

/** An id of a person, a product or another record reads as its name. */
export function shown(field: string, value: unknown, directory: Directory, names: RecordNames): unknown {
  if (value === undefined || value === null) return null;
  if (field === 'ownerId' || field === 'managerId') return directory.person(value)?.name ?? value;
  if (field === 'productId') return directory.product(value)?.name ?? value;
  return names.of(field, value) ?? value;
}

function author(row: Row, data: Values, directory: Directory): TimelineEntry['by'] {
  const by = typeof data['by'] === 'string' ? data['by'] : null;
  if (row.type === 'ProposalSuperseded' || by === null) {
    const agents = ['orchestrator', 'gateway'];
    return { kind: agents.includes(row.source) ? 'system' : 'agent', id: row.source, name: null };
  }
  if (by === 'import') return { kind: 'import', id: by, name: 'Import' };
  if (isActionId(by)) return { kind: 'action', id: by, name: by.split(':')[0] ?? by };
  if (by === 'policy' || by === 'system') return { kind: 'system', id: by, name: null };
  return { kind: 'person', id: by, name: directory.people.get(by)?.name ?? null };
}
