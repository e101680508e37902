import { fieldSpec } from '@salesagent/canon/sales';
import type { Approval } from '../api/approvals.schema';
import type { ChainStep, Explanation, FieldWrite } from '../api/explain.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { approvalsInFull } from './approval.view';
import { behind, subjectOf, type FoundRecord } from './behind';
import { chainOf } from './chain';
import { insightsOf, type ViewSources } from './deal.view';
import { fieldLabel } from '@salesagent/canon/sales';
import type { Reader } from './reader';
import { recordNames } from './record-names';
import { openEach, shown, timeline } from './timeline.view';

/** Who wrote the present value of a field and those before it, and how the present one came about. */
export async function explainField(
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
  const actionId = last?.actionId ?? null;
  const [whole] = actionId === null ? [] : await approvalsInFull(sources, reader, [actionId], true);
  const approval = whole && narrowed(whole, record.ref, field, value);
  const agentOwned = fieldSpec(record.type, field)?.agent === true;
  const insights = agentOwned ? await insightsOf(sources, [record.ref]) : [];
  const relevant = insights.filter((i) => actionId?.startsWith(`${i.action}:`) ?? false);
  const evidence = approval?.evidence ?? [];
  return {
    id: `${record.ref}#${field}`,
    kind: 'field',
    subject: await subjectOf(sources, reader, record.ref),
    field,
    value,
    sentence: fieldSentence(field, value, last),
    because: [
      ...relevant.flatMap((i) => i.reasons.map((reason) => ({ label: i.action, value: reason, source: null }))),
      ...evidence.map((e) => ({ label: e.label, value: e.value, source: e.source })),
    ],
    passages: [...relevant.flatMap((i) => i.citations), ...(approval?.citations ?? [])],
    actionId,
    chain: await chain(),
    writes: sets.map((entry) => writeOf(entry, field)).reverse(),
    steps: inOrder([...sets, ...(approval?.history ?? [])]),
  };

  /** A value that agents computed has its own rules; the batch that carried it into the CRM has the rest. */
  async function chain(): Promise<ChainStep[]> {
    if (actionId === null || !last) return [];
    const history = approval?.history ?? sets.filter((entry) => entry.actionId === actionId);
    const steps = chainOf(await behind(sources, reader, approval ?? null, history));
    const computed = await Promise.all(relevant.map((insight) => computedBy(sources, reader, insight)));
    if (computed.length === 0) return approval ? steps : [NOT_VISIBLE, ...steps.filter(({ known }) => known)];
    const rest = steps.filter(({ part, known }) => part !== 'rules' && (approval !== undefined || known));
    const at = rest.findIndex(({ part }) => part !== 'trigger' && part !== 'facts');
    return [...(approval ? [] : [NOT_VISIBLE]), ...rest.slice(0, at), ...computed, ...rest.slice(at)];
  }
}

/** Of what was written to many records at once, the part that is this one's. */
function narrowed(approval: Approval, ref: string, field: string, value: unknown): Approval {
  if (approval.change.kind !== 'fields-batch') return approval;
  const writes = [{ record: ref, before: null, after: { [field]: value } }];
  return {
    ...approval,
    execution: approval.execution && { ...approval.execution, writes },
    history: approval.history.filter((entry) => entry.by.kind !== 'action' || entry.subject === ref),
  };
}

const NOT_VISIBLE: ChainStep = {
  part: 'approval',
  known: false,
  sentence: 'It was written by an action whose proposal is not yours to see.',
  ...{ eventId: null, at: null, by: null, version: null, facts: [], passages: [] },
};

/** The rules by which an agent computed the value, with the event that says so. */
async function computedBy(
  sources: ViewSources,
  reader: Reader,
  insight: Awaited<ReturnType<typeof insightsOf>>[number],
): Promise<ChainStep> {
  const { rows } = await sources.pool.query<{ event_id: string }>(
    `select event_id from console.timeline
     where subject = $1 and type = 'InsightRecorded' and data->>'action' = $2 order by recorded_at desc limit 1`,
    [insight.subject, insight.action],
  );
  const eventIds = rows.map((row) => row.event_id);
  const [entry] = await timeline(sources.pool, sources.sealer, reader.directory, { eventIds });
  return {
    part: 'rules',
    known: true,
    sentence: `${insight.action}, as of ${insight.businessDate}: ${insight.reasons.join('; ') || 'no reason is recorded'}.`,
    eventId: entry?.eventId ?? null,
    at: insight.recordedAt,
    by: entry?.by ?? null,
    version: insight.playbookVersion,
    facts: [],
    passages: insight.citations,
  };
}

function writeOf(entry: TimelineEntry, field: string): FieldWrite {
  const { eventId, at, recordedAt, own, undated, by, actionId, changes } = entry;
  const value = changes.find((change) => change.field === field)?.after ?? null;
  return { eventId, at, recordedAt, own, undated, by, actionId, value };
}

function fieldSentence(field: string, value: unknown, last: TimelineEntry | undefined): string {
  const label = fieldLabel(field);
  if (!last) return `${label} is not known: no event has set it.`;
  const now = value === null || value === undefined ? 'empty' : typeof value === 'object' ? 'set' : String(value);
  const day = (last.own ? last.recordedAt : last.at).slice(0, 10);
  const dated = last.undated ? `known since the import of ${day}` : `since ${day}`;
  return `${label} is ${now}, ${dated}, by ${last.by.name ?? last.by.id}.`;
}

function inOrder(entries: TimelineEntry[]): TimelineEntry[] {
  const unique = new Map(entries.map((e) => [e.eventId, e]));
  return [...unique.values()].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
}
