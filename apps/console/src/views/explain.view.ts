import { fieldSpec, parseActionId, type RecordType } from '@salesagent/canon/sales';
import type { Explanation } from '../api/explain.schema';
import type { Insight } from '../api/insight.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { isActionId } from '../projection/timeline';
import { touchesOf } from './contacts.view';
import { approvalsInFull } from './approval.view';
import { insightsOf, type ViewSources } from './deal.view';
import { fieldLabel } from './labels';
import type { Reader } from './reader';
import { splitRef, subjectLabels } from './subjects';
import { recordNames } from './record-names';
import { openEach, shown, timeline } from './timeline.view';
import { visibleRecord } from './visible-record';

/**
 * Why something is as it is: a proposal (`action:subject:episode`), a field (`opportunity/ID#field`), a record
 * (`opportunity/ID`, or just the id of a deal, an account or a contact). Null when it is not there for this reader.
 */
export async function explain(sources: ViewSources, reader: Reader, id: string): Promise<Explanation | null> {
  if (isActionId(id)) return explainAction(sources, reader, id);
  const [ref = '', field] = id.split('#');
  const record = await findRecord(sources, reader, ref);
  if (!record) return null;
  if (field !== undefined) return fieldSpec(record.type, field) ? explainField(sources, reader, record, field) : null;
  return explainRecord(sources, reader, record);
}

interface FoundRecord {
  ref: string;
  type: RecordType;
  id: string;
  fields: Record<string, unknown>;
}

async function findRecord(sources: ViewSources, reader: Reader, ref: string): Promise<FoundRecord | null> {
  const candidates = splitRef(ref) ? [ref] : [`opportunity/${ref}`, `account/${ref}`, `contact/${ref}`];
  for (const candidate of candidates) {
    const { type, id } = splitRef(candidate)!;
    const fields = await visibleRecord(sources.pool, reader, type, id);
    if (fields) return { ref: candidate, type, id, fields };
  }
  return null;
}

async function subjectOf({ pool }: ViewSources, reader: Reader, ref: string): Promise<Explanation['subject']> {
  return (await subjectLabels(pool, reader.directory, [ref])).get(ref)!;
}

async function explainAction(sources: ViewSources, reader: Reader, id: string): Promise<Explanation | null> {
  const { action, subject } = parseActionId(id);
  const [approval] = await approvalsInFull(sources, reader, [id], true);
  const about = { id, kind: 'action' as const, subject: await subjectOf(sources, reader, subject), field: null };
  if (approval) {
    return {
      ...about,
      value: approval.state,
      sentence: `${approval.title}. ${approval.why} It is ${approval.state}${approval.reason ? `: ${approval.reason}` : ''}.`,
      because: approval.evidence.map((e) => ({ label: e.label, value: e.value, source: e.source })),
      passages: approval.citations,
      steps: approval.history,
    };
  }
  // The first tiering is signed, not proposed: only its decision and execution are known here.
  if (action !== 'first-tiering') return null;
  const steps = await timeline(sources.pool, sources.sealer, reader.directory, {
    actionIds: [id],
    order: 'oldest',
    limit: 100,
  });
  if (steps.length === 0) return null;
  return {
    ...about,
    value: null,
    sentence: 'The first tiering of the company, signed as one batch.',
    because: [],
    passages: [],
    steps,
  };
}

async function explainField(
  sources: ViewSources,
  reader: Reader,
  record: FoundRecord,
  field: string,
): Promise<Explanation> {
  const [opened] = await openEach(sources.sealer, [record.fields]);
  const names = await recordNames(sources, reader.directory, [[field, opened![field]]]);
  const value = shown(field, opened![field], reader.directory, names);
  const sets = await timeline(sources.pool, sources.sealer, reader.directory, {
    subjects: [record.ref],
    field,
    order: 'oldest',
  });
  const last = sets.at(-1);
  const cause = last?.actionId ? await approvalsInFull(sources, reader, [last.actionId], true) : [];
  const agentOwned = fieldSpec(record.type, field)?.agent === true;
  const insights = agentOwned ? await insightsOf(sources, [record.ref]) : [];
  const relevant = insights.filter((i) => last?.actionId?.startsWith(`${i.action}:`) ?? false);
  return {
    id: `${record.ref}#${field}`,
    kind: 'field',
    subject: await subjectOf(sources, reader, record.ref),
    field,
    value,
    sentence: fieldSentence(field, value, last),
    because: [
      ...relevant.flatMap((i) => i.reasons.map((reason) => ({ label: i.action, value: reason, source: null }))),
      ...cause.flatMap((a) => a.evidence.map((e) => ({ label: e.label, value: e.value, source: e.source }))),
    ],
    passages: [...relevant.flatMap((i) => i.citations), ...cause.flatMap((a) => a.citations)],
    steps: inOrder([...sets, ...cause.flatMap((a) => a.history)]),
  };
}

function fieldSentence(field: string, value: unknown, last: TimelineEntry | undefined): string {
  const label = fieldLabel(field);
  if (!last) return `${label} is not known: no event has set it.`;
  const now = value === null || value === undefined ? 'empty' : typeof value === 'object' ? 'set' : String(value);
  const dated = last.undated ? `known since the import of ${last.at.slice(0, 10)}` : `since ${last.at.slice(0, 10)}`;
  return `${label} is ${now}, ${dated}, by ${last.by.name ?? last.by.id}.`;
}

/** A contact is called by name, where this service may open it. */
async function recordSubject(
  sources: ViewSources,
  reader: Reader,
  { ref, type, fields }: FoundRecord,
): Promise<Explanation['subject']> {
  const subject = await subjectOf(sources, reader, ref);
  if (type !== 'contact') return subject;
  const [name] = await openEach(sources.sealer, [fields['name']]);
  return typeof name === 'string' ? { ...subject, label: name } : subject;
}

async function explainRecord(sources: ViewSources, reader: Reader, record: FoundRecord): Promise<Explanation> {
  const [subject, insights, steps] = await Promise.all([
    recordSubject(sources, reader, record),
    insightsOf(sources, [record.ref]),
    timeline(sources.pool, sources.sealer, reader.directory, { subjects: [record.ref], order: 'oldest' }),
  ]);
  const first = steps[0];
  const last = steps.at(-1);
  return {
    id: record.ref,
    kind: 'record',
    subject,
    field: null,
    value: null,
    sentence: first
      ? `${subject.label}: ${steps.length} events from ${first.at.slice(0, 10)} to ${last!.at.slice(0, 10)}; last: ${last!.sentence}.`
      : `${subject.label}: nothing has happened to it yet.`,
    because: insights.flatMap((i) => [
      ...i.reasons.map((reason) => ({ label: i.action, value: reason, source: null })),
      ...drafted(i),
    ]),
    passages: insights.flatMap((i) => i.citations),
    steps,
  };
}

/** The messages of a drafted sequence, as they would be read. */
function drafted(insight: Insight): Explanation['because'] {
  return touchesOf(insight.values['touches']).map(({ due, subject, body }, i) => ({
    label: `Draft ${i + 1}, for ${due}`,
    value: `${subject}\n${body ?? 'not visible to you'}`,
    source: null,
  }));
}

function inOrder(entries: TimelineEntry[]): TimelineEntry[] {
  const unique = new Map(entries.map((e) => [e.eventId, e]));
  return [...unique.values()].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
}
