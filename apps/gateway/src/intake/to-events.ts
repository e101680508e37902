import type { CrmChange, FieldValues } from '@salesagent/crm';
import { eventId, type RecordEventData, type Sealed } from '@salesagent/canon/events';
import { fieldSpec, recordRef } from '@salesagent/canon/sales';
import { contactsOf } from '../personal-data/fields';
import type { TextToLink } from '../personal-data/text-people';
import type { Draft } from './semantic-events';

/** A personal value on its way into an event: sealed for this subject before it is appended. */
export interface ToSeal {
  subject: string;
  eventId: string;
  value: string;
  /** For free text: what tells whom it speaks of. */
  text?: TextToLink;
  put(sealed: Sealed): void;
}

/** An event ready to append once its personal values are sealed. */
export interface RecordEvent {
  stream: string;
  id: string;
  type: string;
  data: RecordEventData;
  occurredAt: Date;
  correlationId: string;
  causationId: string;
  actor: string;
}

/**
 * Drafts of one change → events. Ids follow from the record and its previous version, so a change that is read
 * twice gives the same events. Personal values are collected in `seal` and stand as `null` until sealed.
 */
export function toEvents(change: CrmChange, drafts: readonly Draft[], seal: ToSeal[]): RecordEvent[] {
  const ref = recordRef(change.recordType, change.recordId);
  const cause = `${ref}@${change.version - 1}`;
  const times = new Map<string, number>();
  return drafts.map((draft) => {
    const ordinal = times.get(draft.type) ?? 0;
    times.set(draft.type, ordinal + 1);
    const id = eventId(cause, ref, draft.type, ordinal);
    const data: RecordEventData = {
      recordType: change.recordType,
      recordId: change.recordId,
      recordVersion: change.version,
      set: sealable(change, draft.set, id, seal),
      by: change.by,
    };
    const before = change.before && valuesBefore(change.before, draft.set);
    if (before) data.before = sealable(change, before, id, seal);
    if (draft.undated) data.undated = true;
    return {
      stream: ref,
      id,
      type: draft.type,
      data,
      occurredAt: new Date(draft.occurredAt),
      correlationId: change.importId ?? change.cause,
      causationId: change.importId ?? change.cause,
      actor: change.by,
    };
  });
}

function valuesBefore(before: FieldValues, set: FieldValues): FieldValues | null {
  const known = Object.keys(set).filter((field) => before[field] !== undefined);
  return known.length > 0 ? Object.fromEntries(known.map((field) => [field, before[field]])) : null;
}

function sealable(change: CrmChange, fields: FieldValues, id: string, seal: ToSeal[]): RecordEventData['set'] {
  const ref = recordRef(change.recordType, change.recordId);
  const values = fields as RecordEventData['set'];
  const set: RecordEventData['set'] = { ...values };
  for (const [field, value] of Object.entries(fields)) {
    const personal = fieldSpec(change.recordType, field)?.personal;
    if (!personal || typeof value !== 'string') continue;
    set[field] = null;
    const put = (sealed: Sealed): void => void (set[field] = sealed);
    if (personal === 'self') seal.push({ subject: ref, eventId: id, value, put });
    else seal.push({ subject: `text/${ref}`, eventId: id, value, put, text: textToLink(change, value) });
  }
  return set;
}

function textToLink({ recordType, before, after }: CrmChange, value: string): TextToLink {
  const accountId = after?.['accountId'] ?? before?.['accountId'];
  return {
    value,
    accountId: typeof accountId === 'string' ? accountId : null,
    contactIds: contactsOf(recordType, before, after),
  };
}
