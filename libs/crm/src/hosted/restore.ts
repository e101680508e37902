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
  { crm, mapping }: HostedParts,
  write: CrmWrite,
  record: HostedRecord,
  { before, since }: Reading,
): Promise<HitValues> {
  const { object } = record;
  const fields = mapping.hostedFieldsOf(write.type, object, Object.keys(write.set));
  // A value alone may not tell what it means: the rest of the record goes with it.
  const inCanon = (values: HostedValues): FieldValues => {
    const whole = { ...record, values: { ...record.values, ...values } };
    const told = mapping.toCanon(whole).find(({ type }) => type === write.type)?.fields ?? {};
    const named = Object.keys(values).map((field) => fields.get(field)!);
    return Object.fromEntries(Object.entries(told).filter(([field]) => named.includes(field)));
  };
  const wasRead = ({ field, after }: FieldEdit): boolean =>
    Object.entries(inCanon({ [field]: after })).some(
      ([canon, value]) => JSON.stringify(value ?? null) === JSON.stringify(before?.[canon] ?? null),
    );
  const [restored, refused]: HostedValues[] = [{}, {}];
  const told = (): HitValues => ({ restored: inCanon(restored!), lost: inCanon(refused!) });
  for (let round = 1; round <= ROUNDS; round++) {
    const edits = await crm.editsSince(object, write.id, [...fields.keys()], new Date(since.getTime() - STAMP_MS));
    const hit = without(hitValues(edits, since, wasRead), refused!);
    if (Object.keys(hit).length === 0) return told();
    const put = async (values: HostedValues, key: string): Promise<HostedWriteOutcome> =>
      (await crm.write([{ object, operation: 'update', id: write.id, key, values }], 'approval'))[0]!;
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
