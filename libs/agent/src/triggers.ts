import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { recordRef, type RecordType } from '@salesagent/canon/sales';
import type { MirrorReader } from '@salesagent/mirror';
import type { Action } from './define';
import { pathTo } from './needs';

/** One action is to look at one subject, or (`*`) at all of them in one set-based pass. */
export interface Wanted {
  action: string;
  subject: string;
  cause: string;
  correlationId: string;
  traceparent: string | null;
  /** `ActionRequested` that wants an answer. */
  requestId: string | null;
  /** Set when an import caused it: the pass waits until that import is complete. */
  importRecordedAt: string | null;
}

export const ALL_SUBJECTS = '*';

interface Requested {
  requestId: string;
  action: string;
  subject: string;
}

/** True when an event of the record sets something the action's trigger names. */
export function triggers(action: Action, type: string, fields: readonly string[]): boolean {
  return action.on.some(
    (t) => typeof t === 'object' && t.event === type && (!t.fields || t.fields.some((f) => fields.includes(f))),
  );
}

/**
 * What a batch of events asks for. Record events of an import ask for one pass instead of thousands of single looks.
 * References are read from the mirror after the batch was applied, so a partial event still finds its deal.
 */
export async function wantedBy(
  events: readonly IntegrationEvent[],
  actions: readonly Action[],
  mirror: MirrorReader,
): Promise<Wanted[]> {
  const wanted = new Map<string, Wanted>();
  const want = (action: Action, subject: string, event: IntegrationEvent, more: Partial<Wanted> = {}): void => {
    const key = `${action.id}\n${subject}${more.requestId ? `\n${more.requestId}` : ''}`;
    wanted.set(key, {
      action: action.id,
      subject,
      cause: event.id,
      correlationId: event.correlationId,
      traceparent: event.traceparent ?? null,
      requestId: null,
      importRecordedAt: null,
      ...more,
    });
  };
  for (const event of events) {
    if (event.type === 'ImportCompleted' || event.type === 'WinCurveFitted') {
      for (const action of actions) {
        if (!action.on.includes(event.type)) continue;
        const importRecordedAt = event.type === 'ImportCompleted' ? event.recordedAt : null;
        want(action, ALL_SUBJECTS, event, { importRecordedAt });
      }
    } else if (event.type === 'ActionRequested') {
      const { action: name, subject, requestId } = event.data as Requested;
      const action = actions.find((a) => a.id === name && a.on.includes('ActionRequested'));
      if (action && subject === 'company') want(action, ALL_SUBJECTS, event);
      else if (action) want(action, subject, event, { requestId });
    } else if (event.topic.includes('.crm.')) {
      await recordEvent(event as IntegrationEvent<RecordEventData>, actions, mirror, want);
    }
  }
  return [...wanted.values()];
}

/** Another playbook was signed: every action, also one that it switches on, looks at all its subjects again. */
export function lookAgain(events: readonly IntegrationEvent[], actions: readonly Action[]): Wanted[] {
  const published = events.findLast(({ type }) => type === 'PlaybookPublished');
  if (!published) return [];
  const { id: cause, correlationId, traceparent = null } = published;
  const asked = { subject: ALL_SUBJECTS, cause, correlationId, traceparent, requestId: null, importRecordedAt: null };
  return actions.map(({ id }) => ({ action: id, ...asked }));
}

/** What an action reads is gone: what rested on it may not stand. */
const readsOf = (action: Action, type: RecordType): boolean => type === action.subjectType || type in action.needs;

/**
 * What the deletions of a batch ask for. Read from the mirror before the batch is applied: afterwards nothing tells any
 * more which deal a note was of.
 */
export function wantedByDeletions(
  events: readonly IntegrationEvent[],
  actions: readonly Action[],
  mirror: MirrorReader,
): Promise<Wanted[]> {
  return wantedBy(
    events.filter(({ type }) => type === 'RecordDeleted'),
    actions,
    mirror,
  );
}

type Want = (action: Action, subject: string, event: IntegrationEvent, more?: Partial<Wanted>) => void;

async function recordEvent(
  event: IntegrationEvent<RecordEventData>,
  actions: readonly Action[],
  mirror: MirrorReader,
  want: Want,
): Promise<void> {
  const { data, type } = event;
  if (!data.set && type !== 'RecordDeleted') return;
  const fields = Object.keys(data.set ?? {});
  for (const action of actions) {
    if (!(type === 'RecordDeleted' ? readsOf(action, data.recordType) : triggers(action, type, fields))) continue;
    if (data.by === 'import') want(action, ALL_SUBJECTS, event, { importRecordedAt: event.recordedAt });
    else
      for (const id of await subjectsOf(action.subjectType, data, mirror)) {
        want(action, recordRef(action.subjectType, id), event);
      }
  }
}

async function subjectsOf(subject: RecordType, data: RecordEventData, mirror: MirrorReader): Promise<string[]> {
  const path = pathTo(subject, data.recordType);
  if (!path) return [];
  if (path.kind === 'self') return [data.recordId];
  const valuesOf = async (field: string): Promise<string[]> => {
    const row = await mirror.get(data.recordType, data.recordId);
    // A reference that changed concerns the record it left as well.
    const values = [data.before?.[field], data.set[field], row?.fields[field]];
    return [...new Set(values.filter((v): v is string => typeof v === 'string'))];
  };
  if (path.kind === 'forward') return valuesOf(path.field);
  const references = path.recordField ? await valuesOf(path.recordField) : [data.recordId];
  const rows = await Promise.all(references.map((value) => mirror.where(subject, path.subjectField, value)));
  return [...new Set(rows.flat().map((row) => row.id))];
}
