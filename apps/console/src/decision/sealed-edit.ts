import { isSealed, type Sealed } from '@salesagent/canon/events';
import { fieldSpec, recordRef, type Change, type RecordType } from '@salesagent/canon/sales';
import type { ToSeal } from '@salesagent/sealing';
import type { PeopleAround } from './people-around';
import { mustNameNobody } from './plain-words';

export interface SealedEditOptions {
  actionId: string;
  people: PeopleAround;
  seal: (items: readonly ToSeal[]) => Promise<Sealed[]>;
}

/**
 * An edited change as it may be stored. Personal text that stands in it as it was shown is sealed as it was proposed:
 * what an approver leaves alone is the same again. What they wrote where a personal text belongs is sealed for the
 * record, or for whom the text in its place was. Task and file names have no room for a sealed value: words typed there
 * may name nobody. The same edit sent again is the same change.
 * @param proposed the change as stored
 * @param shown the same change, opened
 * @throws ProblemError when words that stay in the clear name a person
 */
export async function sealedEdit(
  edited: Change,
  proposed: Change,
  shown: Change,
  { actionId, people, seal }: SealedEditOptions,
): Promise<Change> {
  const again = resealed(edited, proposed, shown);
  const known = new Set(stringsIn(shown));
  const plain = plainWords(again).filter((text) => !known.has(text));
  mustNameNobody('The edit', plain, people);

  const items: ToSeal[] = [];
  const put: ((value: Sealed) => void)[] = [];
  const change = structuredClone(again);
  for (const place of personalPlaces(change, proposed)) {
    if (known.has(place.value)) continue;
    const about = people.named(place.value).map(({ ref }) => ref);
    items.push({ subject: place.subject, eventId: `edit/${actionId}`, value: place.value, about, repeatable: true });
    put.push(place.put);
  }
  const sealed = items.length > 0 ? await seal(items) : [];
  sealed.forEach((value, i) => put[i]!(value));
  return change;
}

interface Place {
  value: string;
  subject: string;
  put: (value: Sealed) => void;
}

/** Where a change holds personal text that is not sealed. */
function personalPlaces(change: Change, proposed: Change): Place[] {
  switch (change.kind) {
    case 'fields':
      return fieldPlaces(change.record.type, change.record.id, change.set, setOf(proposed));
    case 'record':
      return fieldPlaces(change.type, change.id, change.set, setOf(proposed));
    case 'document':
      return textPlaces(change, proposed, 'content', `text/${recordRef(change.record.type, change.record.id)}`);
    case 'task':
    case 'fields-batch':
      return [];
  }
}

function fieldPlaces(
  type: RecordType,
  id: string,
  set: Record<string, unknown>,
  proposed: Record<string, unknown>,
): Place[] {
  return Object.entries(set).flatMap(([field, value]) => {
    const personal = fieldSpec(type, field)?.personal;
    if (!personal || typeof value !== 'string' || value === '') return [];
    const former = proposed[field];
    const own = personal === 'self' ? recordRef(type, id) : `text/${recordRef(type, id)}`;
    const subject = isSealed(former) ? former.subject : own;
    return [{ value, subject, put: (sealed: Sealed) => void (set[field] = sealed) }];
  });
}

/** What in a document's model is not words. */
const NOT_WORDS = new Set(['kind', 'language', 'spec']);

/** Every text in a document's content: which of its blocks speak of people is not said. */
function textPlaces(holder: object, proposed: unknown, key: string, subject: string): Place[] {
  const at = holder as Record<string, unknown>;
  const value = at[key];
  const former = (proposed as Record<string, unknown> | null | undefined)?.[key];
  if (value === '' || NOT_WORDS.has(key) || isSealed(value)) return [];
  if (typeof value === 'string') {
    const whose = isSealed(former) ? former.subject : subject;
    return [{ value, subject: whose, put: (sealed) => void (at[key] = sealed) }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((inner) => textPlaces(value, former, inner, subject));
}

/** Words that the contract has as plain text. */
function plainWords(change: Change): string[] {
  if (change.kind === 'task') return [change.title, change.body];
  return change.kind === 'document' ? [change.name] : [];
}

function setOf(change: Change): Record<string, unknown> {
  return change.kind === 'fields' || change.kind === 'record' ? change.set : {};
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

function resealed<T>(edited: T, proposed: unknown, shown: unknown): T {
  const sealed = new Map<string, Sealed>();
  collect(proposed, shown, sealed);
  return sealed.size === 0 ? edited : (replaced(edited, sealed) as T);
}

function collect(proposed: unknown, shown: unknown, into: Map<string, Sealed>): void {
  if (isSealed(proposed)) {
    if (typeof shown === 'string') into.set(shown, proposed);
    return;
  }
  if (typeof proposed !== 'object' || proposed === null || typeof shown !== 'object' || shown === null) return;
  const opened = shown as Record<string, unknown>;
  for (const [key, value] of Object.entries(proposed)) collect(value, opened[key], into);
}

function replaced(value: unknown, sealed: ReadonlyMap<string, Sealed>): unknown {
  if (typeof value === 'string') return sealed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, sealed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, sealed)]));
}
