import { seesEverything } from '@salesagent/auth';
import type { RecordType } from '@salesagent/canon/sales';
import type { Approval } from '../api/approvals.schema';
import type { Subject } from '../api/reference.schema';
import type { TimelineEntry } from '../api/timeline.schema';
import { approvalsInFull } from './approval.view';
import type { Behind } from './chain';
import type { ViewSources } from './deal.view';
import type { Reader } from './reader';
import { splitRef, subjectLabels } from './subjects';
import { timeline } from './timeline.view';
import { visibleRecord } from './visible-record';

/** A record that the reader may see. */
export interface FoundRecord {
  ref: string;
  type: RecordType;
  id: string;
  fields: Record<string, unknown>;
}

export async function subjectOf({ pool }: ViewSources, reader: Reader, ref: string): Promise<Subject> {
  return (await subjectLabels(pool, reader.directory, [ref])).get(ref)!;
}

/** Whether the reader may see an event: its record, or the proposal it belongs to. */
export async function seen(sources: ViewSources, reader: Reader, entry: TimelineEntry): Promise<boolean> {
  if (seesEverything(reader.principal)) return true;
  const record = splitRef(entry.subject);
  if (record && (await visibleRecord(sources.pool, reader, record.type, record.id)) !== null) return true;
  if (entry.actionId === null) return false;
  return (await approvalsInFull(sources, reader, [entry.actionId], false)).length > 0;
}

/** A batch writes to more records than a history is read of: then what was said of the batch itself is read apart. */
async function complete(
  sources: ViewSources,
  reader: Reader,
  approval: Approval | null,
  history: readonly TimelineEntry[],
): Promise<readonly TimelineEntry[]> {
  if (approval?.change.kind !== 'fields-batch') return history;
  const said = await timeline(sources.pool, sources.sealer, reader.directory, {
    actionIds: [approval.actionId],
    order: 'oldest',
    withoutRecords: true,
  });
  return [...said, ...history.filter((entry) => entry.by.kind === 'action')];
}

/** What stands behind an action, with the event that set it off as far as the reader may see it. */
export async function behind(
  sources: ViewSources,
  reader: Reader,
  approval: Approval | null,
  history: readonly TimelineEntry[],
): Promise<Behind> {
  const said = await complete(sources, reader, approval, history);
  const proposed = said.find((entry) => entry.type === 'ActionProposed');
  const [cause] = proposed
    ? await timeline(sources.pool, sources.sealer, reader.directory, { eventIds: [proposed.causationId] })
    : [];
  const trigger = cause === undefined ? null : (await seen(sources, reader, cause)) ? cause : 'hidden';
  return { approval, history: said, trigger, playbookVersion: sources.playbook?.version ?? null };
}
