import type { CrmWrite, FieldValues } from '../port';
import type { HostedParts } from './connector';
import { CrmUnavailable } from './errors';
import type { FieldEdit, HostedRecord, HostedValues, HostedWriteOutcome } from './port';

/** People can edit faster than we put back; after this many rounds the next attempt goes on. */
const ROUNDS = 5;
/** History is asked for a little earlier than needed: some CRMs stamp with whole seconds. */
const STAMP_MS = 1_000;

/** What a write was decided on: the values read, and the stamp of the state they were read from. */
export interface Reading {
  before: FieldValues | null;
  since: Date;
}

/** People's values that a write hit, in canon. */
export interface HitValues {
  restored: FieldValues;
  /** The CRM does not accept them any more (a stage that was retired, a rule that is new), so they are not put back. */
  lost: FieldValues;
}

/**
 * Looks at the field history since the reading. Where the last word is ours but a person had written meanwhile, that
 * person's value is put back; and looked at again, for putting back has a window too.
 * @returns both empty where nobody was hit, or the CRM keeps no history of the fields
 */
export async function restoreHitValues(
  parts: HostedParts,
  write: CrmWrite,
  record: HostedRecord,
  reading: Reading,
): Promise<HitValues> {
  const { object } = record;
  const { inCanon, wasRead, edits: read } = historyOf(parts, write, record, reading);
  const [restored, refused]: HostedValues[] = [{}, {}];
  const told = (): HitValues => ({ restored: inCanon(restored!), lost: inCanon(refused!) });
  for (let round = 1; round <= ROUNDS; round++) {
    const hit = without(hitValues(await read(), reading.since, wasRead), refused!);
    if (Object.keys(hit).length === 0) return told();
    const put = async (values: HostedValues, key: string): Promise<HostedWriteOutcome> =>
      (await parts.crm.write([{ object, operation: 'update', id: write.id, key, values }], 'approval'))[0]!;
    const key = `${write.key}:restore:${round}`;
    let outcome = await put(hit, key);
    if (outcome.outcome === 'written') Object.assign(restored!, hit);
    // One value that is refused does not keep the others from being put back.
    if (outcome.outcome === 'refused') {
      for (const [field, value] of Object.entries(hit)) {
        if (Object.keys(hit).length > 1) outcome = await put({ [field]: value }, `${key}:${field}`);
        if (outcome.outcome === 'gone') break;
        Object.assign(outcome.outcome === 'refused' ? refused! : restored!, { [field]: value });
      }
    }
    // Deleted meanwhile: there is no value left to lose.
    if (outcome.outcome === 'gone') return told();
  }
  throw new CrmUnavailable(`people's values in ${write.type}/${write.id} are not all put back yet`, 5_000, true);
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
  const { hosted, wasRead, edits: read } = historyOf(parts, write, record, reading);
  const since = reading.since.getTime();
  const edits = (await read()).filter(
    (edit) => edit.at.getTime() > since || (edit.at.getTime() === since && !wasRead(edit)),
  );
  if (!edits.some((edit) => edit.ours)) return null;
  const ours = [...hosted].filter(([field]) => edits.findLast((edit) => edit.field === field)?.ours);
  return Object.fromEntries(ours.map(([, canon]) => [canon, fields[canon] ?? null]));
}

/** The history of the fields a write sets, and what its values mean. */
function historyOf({ crm, mapping }: HostedParts, write: CrmWrite, record: HostedRecord, { before, since }: Reading) {
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
  const edits = (): Promise<FieldEdit[]> =>
    crm.editsSince(record.object, write.id, [...hosted.keys()], new Date(since.getTime() - STAMP_MS));
  return { hosted, inCanon, wasRead, edits };
}

function without(values: HostedValues, others: HostedValues): HostedValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !(field in others)));
}

/**
 * Per field, the value a person last wrote after the reading, if a write of ours came later with another value.
 * `edits` are oldest first; `wasRead` tells whether an edit left the value that was read.
 */
export function hitValues(
  edits: readonly FieldEdit[],
  since: Date,
  wasRead: (edit: FieldEdit) => boolean,
): HostedValues {
  const hit: HostedValues = {};
  for (const field of new Set(edits.map((edit) => edit.field))) {
    const after = afterReading(
      edits.filter((edit) => edit.field === field),
      since,
      wasRead,
    );
    const last = after.at(-1);
    const person = after.findLast((edit) => !edit.ours);
    if (last?.ours && person && person.after !== last.after) hit[field] = person.after;
  }
  return hit;
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
