import type { IntegrationEvent, RecordEventData } from '@salesagent/canon/events';
import { RECORDS, type RecordType } from '@salesagent/canon/sales';

/** Which fields of which record types a service keeps. */
export type Declarations = Partial<Record<RecordType, readonly string[]>>;

/** What a batch of events does to one record. */
export interface RecordEffect {
  type: RecordType;
  id: string;
  version: number;
  /** The row that was there is gone first. */
  replaces: boolean;
  /** Null when the record is gone in the end. */
  set: Record<string, unknown> | null;
  /** When the last of its events was recorded. */
  updatedAt: string;
}

/** Whether an event is about a CRM record. */
export function isRecordEvent(event: IntegrationEvent): event is IntegrationEvent<RecordEventData> {
  const data = event.data as { recordType?: unknown; set?: unknown } | null;
  return typeof data?.recordType === 'string' && data.recordType in RECORDS && typeof data.set === 'object';
}

/** Folds the events of a batch into one effect per record. Pure; order matters only within a record. */
export function foldEvents(events: readonly IntegrationEvent[], declares: Declarations): RecordEffect[] {
  const effects = new Map<string, RecordEffect>();
  for (const event of events) {
    if (!isRecordEvent(event)) continue;
    const { recordType: type, recordId: id, recordVersion: version, set } = event.data;
    const declared = declares[type];
    if (!declared) continue;
    const name = `${type}/${id}`;
    const before = effects.get(name);
    const updatedAt = event.recordedAt;
    if (event.type === 'RecordDeleted') {
      effects.set(name, { type, id, version, replaces: true, set: null, updatedAt });
      continue;
    }
    const merged: Record<string, unknown> = { ...(before?.set ?? {}) };
    for (const field of declared) if (Object.hasOwn(set, field)) merged[field] = set[field];
    effects.set(name, { type, id, version, replaces: before?.replaces ?? false, set: merged, updatedAt });
  }
  return [...effects.values()];
}
