import type { CrmWrite, FieldValues } from '../port';
import type { HostedParts } from './connector';
import type { FieldEdit, HostedRecord, HostedValues } from './port';

/** History is asked for a little earlier than needed: some CRMs stamp with whole seconds. */
const STAMP_MS = 1_000;

/** What a write was decided on: the values read, and the stamp of the state they were read from. */
export interface Reading {
  before: FieldValues | null;
  since: Date;
}

/**
 * Whether an earlier attempt has written, where the record holds neither what was read nor what was to be written: the
 * CRM keeps a value in its own form (rounded, say), or a person has changed it since.
 * @returns what the record holds of ours; `null` when its history has nothing of ours
 */
export async function keptSince(
  parts: HostedParts,
  write: CrmWrite,
  { record, fields }: { record: HostedRecord; fields: FieldValues },
  reading: Reading,
): Promise<FieldValues | null> {
  const { hosted, wasRead, since: from } = historyOf(parts, write, record, reading);
  const told = await parts.crm.editsSince(record.object, [{ id: write.id, since: from }], [...hosted.keys()]);
  const since = reading.since.getTime();
  const edits = (told.get(write.id) ?? []).filter(
    (edit) => edit.at.getTime() > since || (edit.at.getTime() === since && !wasRead(edit)),
  );
  if (!edits.some((edit) => edit.ours)) return null;
  const ours = [...hosted].filter(([field]) => edits.findLast((edit) => edit.field === field)?.ours);
  return Object.fromEntries(ours.map(([, canon]) => [canon, fields[canon] ?? null]));
}

/** The history of the fields a write sets, and what its values mean. */
export function historyOf({ mapping }: HostedParts, write: CrmWrite, record: HostedRecord, { before, since }: Reading) {
  const hosted = mapping.hostedFieldsOf(write.type, record.object, Object.keys(write.set));
  // A value alone may not tell what it means: the rest of the record goes with it.
  const inCanon = (values: HostedValues): FieldValues => {
    const whole = { ...record, values: { ...record.values, ...values } };
    const told = mapping.toCanon(whole).find(({ type }) => type === write.type)?.fields ?? {};
    const named = Object.keys(values).map((field) => hosted.get(field)!);
    return Object.fromEntries(Object.entries(told).filter(([field]) => named.includes(field)));
  };
  const wasRead = ({ field, after }: FieldEdit): boolean =>
    Object.entries(inCanon({ [field]: after })).some(
      ([canon, value]) => JSON.stringify(value ?? null) === JSON.stringify(before?.[canon] ?? null),
    );
  return { hosted, inCanon, wasRead, since: new Date(since.getTime() - STAMP_MS) };
}

/**
 * Per field, the value a person last wrote after the reading, if a write of ours came later: `hit` where that left
 * another value, `putBack` where another one of ours has put it back since, whose answer may have been lost.
 * `edits` are oldest first; `wasRead` tells whether an edit left the value that was read.
 */
export function hitValues(
  edits: readonly FieldEdit[],
  since: Date,
  wasRead: (edit: FieldEdit) => boolean,
): { hit: HostedValues; putBack: HostedValues } {
  const [hit, putBack]: [HostedValues, HostedValues] = [{}, {}];
  for (const field of new Set(edits.map((edit) => edit.field))) {
    const after = afterReading(
      edits.filter((edit) => edit.field === field),
      since,
      wasRead,
    );
    const last = after.at(-1);
    const at = after.findLastIndex((edit) => !edit.ours);
    const person = after[at];
    if (!last?.ours || !person) continue;
    if (person.after !== last.after) hit[field] = person.after;
    else if (after.slice(at + 1).some((edit) => edit.after !== person.after)) putBack[field] = person.after;
  }
  return { hit, putBack };
}

/** An edit stamped like the state we read may have come before the reading: then it left the value that was read. */
function afterReading(
  edits: readonly FieldEdit[],
  since: Date,
  wasRead: (edit: FieldEdit) => boolean,
): readonly FieldEdit[] {
  const stamped = edits.filter((edit) => edit.at.getTime() >= since.getTime());
  const readAt = stamped.findLastIndex((edit) => edit.at.getTime() === since.getTime() && !edit.ours && wasRead(edit));
  return stamped.slice(readAt + 1);
}
