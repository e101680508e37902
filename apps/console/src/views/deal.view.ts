import type { DocumentPassage } from '@salesagent/canon/events';
import type { Pool } from 'pg';
import { RECORDS, type RecordType } from '@salesagent/canon/sales';
import type { Sealer } from '@salesagent/sealing';
import type { Playbook } from '@salesagent/playbook';
import type { Deal } from '../api/deals.schema';
import type { Insight } from '../api/insight.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { contactsWhere } from './contacts.view';
import { approvalRows, findApprovals } from './approval-rows';
import { approvalsByDeal, DEAL_COLUMNS, DEAL_TABLES } from './deals.view';
import { dealRows, standing, type DealRecord } from './deal-rows';
import { handoffsOf } from './handoffs.view';
import { fieldLabel } from '@salesagent/canon/sales';
import { passages } from './passages';
import { visibleTo, type Reader } from './reader';
import { recordNames } from './record-names';
import { loadCurve } from './standing';
import { openEach, shown, timeline } from './timeline.view';

type Fields = Record<string, unknown>;

export interface ViewSources {
  pool: Pool;
  sealer: Sealer;
  playbook: Playbook | null;
}

/**
 * A deal with everything known about it and everything that happened to it, except what it cost; null when it is not
 * there for this reader.
 */
export async function dealView(
  sources: ViewSources,
  reader: Reader,
  id: string,
  asOf: string,
): Promise<Omit<Deal, 'models'> | null> {
  const { pool } = sources;
  const params: unknown[] = [id];
  const { rows } = await pool.query<DealRecord>(
    `select ${DEAL_COLUMNS} from ${DEAL_TABLES}
     where o.record_type = 'opportunity' and o.record_id = $1 and ${visibleTo(reader, `o.fields->>'ownerId'`, params)}`,
    params,
  );
  const record = rows[0];
  if (!record) return null;
  const ref = `opportunity/${id}`;
  const related = await relatedRecords(sources, 'opportunityId', id);
  const [curve, openApprovals, approvals, insights, contacts, handoffs, history] = await Promise.all([
    loadCurve(pool),
    approvalsByDeal(pool, reader),
    findApprovals(pool, reader, { subject: ref, limit: 100 }),
    insightsOf(sources, [ref]),
    contactsOf(sources, record.fields),
    handoffsOf(pool, reader, { opportunityId: id }),
    timeline(pool, sources.sealer, reader.directory, { subjects: [ref, ...related.map((r) => r.ref)] }),
  ]);
  const row = standing(record, { curve, asOf, openApprovals });
  return {
    deal: (await dealRows(pool, reader.directory, [row]))[0]!,
    version: record.version,
    fields: await fieldValues(sources, reader, 'opportunity', record.fields, history, ref),
    insights,
    approvals: await approvalRows(pool, reader, approvals.rows),
    contacts,
    handoffs,
    related: related.map(({ ref: itsRef, type, id: itsId, title, at, state }) => ({
      ref: itsRef,
      type,
      id: itsId,
      title,
      at,
      state,
    })),
    history,
  };
}

/** Every field that has a value, with the event it has it from. */
export async function fieldValues(
  { pool, sealer }: ViewSources,
  reader: Reader,
  type: RecordType,
  fields: Fields,
  history: readonly TimelineEntry[],
  ref: string,
): Promise<Deal['fields']> {
  const own = history.filter((entry) => entry.subject === ref);
  const specs = RECORDS[type] as Record<string, { agent?: true }>;
  const [opened] = await openEach(sealer, [fields]);
  const names = await recordNames({ pool, sealer }, reader.directory, Object.entries(opened!));
  return Object.entries(opened!)
    .filter(([field, value]) => field in specs && value !== null && value !== undefined)
    .map(([field, value]) => {
      const set = own.find((entry) => entry.changes.some((c) => c.field === field));
      return {
        field,
        label: fieldLabel(field),
        value: shown(field, value, reader.directory, names),
        agent: specs[field]?.agent === true,
        since: set?.at ?? null,
        by: set ? (set.by.name ?? set.by.id) : null,
      };
    });
}

interface InsightRecord {
  action: string;
  subject: string;
  business_date: string;
  recorded_at: string;
  values: Fields;
  reasons: string[];
  citations: string[];
  documents: DocumentPassage[] | null;
  playbook_version: string;
}

/** What agents computed about records, sealed texts opened; the caller has checked that the reader may see them. */
export async function insightsOf(
  { pool, sealer, playbook }: ViewSources,
  subjects: readonly string[],
): Promise<Insight[]> {
  const { rows } = await pool.query<InsightRecord>(
    `select action, subject, business_date::text as business_date, to_jsonb(recorded_at) as recorded_at, "values",
            reasons, citations, documents, playbook_version
     from console.insight where subject = any($1) order by action, subject`,
    [subjects],
  );
  const opened = await openEach(sealer, rows);
  return opened.map((r) => ({
    action: r.action,
    subject: r.subject,
    businessDate: r.business_date,
    recordedAt: r.recorded_at,
    values: r.values,
    reasons: r.reasons,
    citations: passages(playbook, r.citations, r.documents ?? []),
    playbookVersion: r.playbook_version,
  }));
}

async function contactsOf({ pool, sealer }: ViewSources, deal: Fields): Promise<Deal['contacts']> {
  return contactsWhere({ pool, sealer }, `(m.fields->>'accountId' = $1 or m.record_id = $2)`, [
    deal['accountId'] ?? null,
    deal['contactId'] ?? null,
  ]);
}

export interface RelatedRecord {
  ref: string;
  type: string;
  id: string;
  title: string;
  at: string | null;
  state: string | null;
}

/** Activities, tasks, documents, cases and contracts that point to a record by `field`, newest first. */
export async function relatedRecords(
  { pool, sealer }: Pick<ViewSources, 'pool' | 'sealer'>,
  field: 'opportunityId' | 'accountId',
  id: string,
): Promise<RelatedRecord[]> {
  const { rows } = await pool.query<{ type: string; id: string; fields: Fields; at: string | null }>(
    `select m.record_type as type, m.record_id as id, m.fields,
            coalesce(m.fields->>'happenedAt', m.fields->>'openedAt', m.fields->>'dueDate', m.fields->>'startDate') as at
     from console.mirror m
     where m.record_type in ('activity', 'task', 'document', 'case', 'contract') and m.fields->>'${field}' = $1
     order by at desc nulls last, m.record_id limit 200`,
    [id],
  );
  const opened = await openEach(
    sealer,
    rows.map((r) => r.fields),
  );
  return rows.map((r, i) => ({
    ref: `${r.type}/${r.id}`,
    type: r.type,
    id: r.id,
    title: titleOf(r.type, opened[i]!),
    at: r.at,
    state: typeof opened[i]!['status'] === 'string' ? opened[i]!['status'] : null,
  }));
}

function titleOf(type: string, fields: Fields): string {
  const text = (field: string): string | null => (typeof fields[field] === 'string' ? fields[field] : null);
  switch (type) {
    case 'activity':
      return [text('type') ?? 'activity', text('subject') ?? text('outcome')].filter(Boolean).join(': ');
    case 'case':
      return text('subject') ?? text('category') ?? 'Case';
    case 'contract':
      return `Contract${text('renewalDate') ? `, renews ${text('renewalDate')}` : ''}`;
    default:
      return text('title') ?? text('name') ?? type;
  }
}
