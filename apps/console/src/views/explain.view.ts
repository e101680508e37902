import { fieldSpec, parseActionId, RECORD_TYPES, type RecordType } from '@salesagent/canon/sales';
import type { Explanation } from '../api/explain.schema';
import type { Insight } from '../api/insight.schema';
import { isActionId } from '../projection/timeline';
import { approvalsInFull } from './approval.view';
import { behind, seen, subjectOf, type FoundRecord } from './behind';
import { chainOf } from './chain';
import { touchesOf } from './contacts.view';
import { withFullStop } from './full-stop';
import { insightsOf, type ViewSources } from './deal.view';
import { explainField } from './explain-field';
import type { Reader } from './reader';
import { splitRef } from './subjects';
import { openEach, timeline } from './timeline.view';
import { visibleRecord } from './visible-record';
import { writtenBy } from './written-by';

/**
 * Why something is as it is, from events alone: a proposal (`action:subject:episode`), a field (`opportunity/ID#field`),
 * a record (`opportunity/ID`, or just its id) or an event. Null when it is not there for this reader.
 */
export async function explain(sources: ViewSources, reader: Reader, id: string): Promise<Explanation | null> {
  if (isActionId(id)) return explainAction(sources, reader, id);
  const [ref = '', field] = id.split('#');
  const record = await findRecord(sources, reader, ref);
  if (record && field !== undefined)
    return fieldSpec(record.type, field) ? explainField(sources, reader, record, field) : null;
  return record ? explainRecord(sources, reader, record) : explainEvent(sources, reader, id);
}

/** Types whose records people call by their id, what they ask for most first. */
const BARE: readonly RecordType[] = [...new Set<RecordType>(['opportunity', 'account', 'contact', ...RECORD_TYPES])];

async function findRecord(sources: ViewSources, reader: Reader, ref: string): Promise<FoundRecord | null> {
  const candidates = splitRef(ref) ? [ref] : BARE.map((type) => `${type}/${ref}`);
  for (const candidate of candidates) {
    const { type, id } = splitRef(candidate)!;
    const fields = await visibleRecord(sources.pool, reader, type, id);
    if (fields) return { ref: candidate, type, id, fields };
  }
  return null;
}

/** Where a proposal stands, where the state alone is no sentence. */
const STANDS: Readonly<Record<string, string>> = {
  proposed: 'It waits for attention',
  queued: 'It waits for attention',
  admitted: 'It is about to be asked',
  awaiting: 'It waits for a decision',
  executing: 'It is being carried out',
  prepared: 'It is prepared for a person to carry out',
  superseded: 'Newer facts replaced it',
  'outcome-unknown': 'Whether it was carried out is not known',
};

const PLAIN = { field: null, value: null, because: [], passages: [], actionId: null, chain: [], writes: [] };

async function explainAction(sources: ViewSources, reader: Reader, id: string): Promise<Explanation | null> {
  const { action, subject } = parseActionId(id);
  const [approval] = await approvalsInFull(sources, reader, [id], true);
  const about = {
    ...PLAIN,
    id,
    kind: 'action' as const,
    actionId: id,
    subject: await subjectOf(sources, reader, subject),
  };
  if (approval) {
    return {
      ...about,
      value: approval.state,
      sentence: `${approval.title}. ${approval.why} ${withFullStop(`${STANDS[approval.state] ?? `It is ${approval.state}`}${approval.reason ? `: ${approval.reason}` : ''}`)}`,
      because: approval.evidence.map((e) => ({ label: e.label, value: e.value, source: e.source })),
      passages: approval.citations,
      chain: chainOf(await behind(sources, reader, approval, approval.history)),
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
    sentence: 'The first tiering of the company, signed as one batch.',
    chain: chainOf(await behind(sources, reader, null, steps)),
    steps,
  };
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
  // A task or document that an action made is explained by that action.
  const made = first?.by.kind === 'action' ? first.actionId : null;
  const [approval] = made === null ? [] : await approvalsInFull(sources, reader, [made], true);
  return {
    ...PLAIN,
    id: record.ref,
    kind: 'record',
    subject,
    sentence: first
      ? `${subject.label}: ${steps.length} events from ${first.at.slice(0, 10)} to ${last!.at.slice(0, 10)}; last: ${last!.sentence}.`
      : `${subject.label}: nothing has happened to it yet.`,
    because: insights.flatMap((i) => [
      ...i.reasons.map((reason) => ({ label: i.action, value: reason, source: null })),
      ...drafted(i),
      ...unproven(i),
    ]),
    passages: insights.flatMap((i) => i.citations),
    actionId: approval ? made : null,
    chain: approval ? chainOf(await behind(sources, reader, approval, approval.history)) : [],
    steps,
  };
}

/** The messages of a drafted sequence, as they would be read. */
function drafted(insight: Insight): Explanation['because'] {
  const touches = insight.values['touches'];
  return touchesOf(touches).map(({ due, subject, body }, i) => ({
    label: `Draft ${i + 1}, for ${due}`,
    value: `${subject}\n${body ?? 'not visible to you'}`,
    source: writtenBy((touches as Record<string, unknown>[])[i]?.['written']),
  }));
}

/** Why a draft rests on no document of the company, where it might have. */
function unproven({ values }: Insight): Explanation['because'] {
  const proof = values['proof'] as { without?: unknown } | undefined;
  return typeof proof?.without === 'string' ? [{ label: 'Proof', value: `none: ${proof.without}`, source: null }] : [];
}

/** An event by its id, with what caused it and the action it belongs to. */
async function explainEvent(sources: ViewSources, reader: Reader, eventId: string): Promise<Explanation | null> {
  const one = (id: string) => timeline(sources.pool, sources.sealer, reader.directory, { eventIds: [id] });
  const [entry] = await one(eventId);
  if (!entry || !(await seen(sources, reader, entry))) return null;
  const [[approval], [cause]] = await Promise.all([
    entry.actionId === null ? [] : approvalsInFull(sources, reader, [entry.actionId], true),
    one(entry.causationId),
  ]);
  const subject = await subjectOf(sources, reader, entry.subject);
  const day = (entry.own ? entry.recordedAt : entry.at).slice(0, 10);
  const causeSeen = cause !== undefined && (await seen(sources, reader, cause));
  return {
    ...PLAIN,
    id: eventId,
    kind: 'event',
    subject,
    sentence: `${entry.sentence}, on ${day}, by ${entry.by.name ?? entry.by.id}.`,
    because: [
      { label: 'Event', value: entry.type, source: entry.subject },
      { label: 'Written by', value: entry.source, source: null },
      { label: 'Caused by', value: causeSeen ? cause.sentence : entry.causationId, source: null },
    ],
    passages: approval?.citations ?? [],
    actionId: approval ? entry.actionId : null,
    chain: approval ? chainOf(await behind(sources, reader, approval, approval.history)) : [],
    steps: causeSeen ? [cause, entry] : [entry],
  };
}
