import { changedFields } from '../edit';
import { RecordNotFound } from '../errors';
import type { CrmWrite, FieldValues, WriteResult } from '../port';
import type { HostedParts } from './connector';
import { CrmUnavailable } from './errors';
import { keptSince, type Reading } from './field-edits';
import { stillOpen, type OpenWrite } from './open-write';
import type { HostedRecord, HostedValues, Timing } from './port';
import { presentOf, type Present } from './present';
import { restoreHitValues, type HitValues } from './restore';
import { refusalOf, sendWrites, type Sending, type WritingParts } from './send-writes';
import { conflictOf, equal, notUnderstood, of } from './write-conflict';

/** How often a write is decided anew because the record changes under it in fields it does not touch. */
const ATTEMPTS = 5;

/** An update before it is written: what it was last decided on, and whether it may be in the CRM since. */
interface Update {
  one: OpenWrite;
  reading: Reading | null;
  mayHaveHappened: boolean;
}

/** An update that is in the CRM, and whether it hit a person's value is still to be looked at. */
interface Written {
  one: OpenWrite;
  record: HostedRecord;
  reading: Reading;
  /** What the record reads as by our write. */
  written: FieldValues;
}

/**
 * Updates: read, decided, sent and looked at, each for all of them together. One that is refused because its record is
 * newer is decided anew.
 */
export async function updateRecords(parts: WritingParts, writes: readonly OpenWrite[]): Promise<void> {
  for (const one of stillOpen(writes)) {
    const { type, set, id } = one.write;
    await one.try(() => {
      one.object = parts.mapping.objectOf(type, set, id);
    });
  }
  let updates: Update[] = stillOpen(writes).map((one) => ({ one, reading: one.sent, mayHaveHappened: !!one.sent }));
  for (let attempt = 1; attempt <= ATTEMPTS && updates.length > 0; attempt++)
    updates = await attemptAll(parts, updates);
  for (const { one } of updates) {
    const { type, id } = one.write;
    one.fail(new CrmUnavailable(`${type}/${id} changes too often just now`, 30_000, false));
  }
}

/** @returns those to be decided anew */
async function attemptAll(parts: WritingParts, updates: readonly Update[]): Promise<Update[]> {
  const present = await presentOf(
    parts,
    updates.map(({ one }) => one),
  );
  const [written, sendings]: [Written[], (Sending & Written)[]] = [[], []];
  for (const update of updates.filter(({ one }) => !one.outcome)) {
    await update.one.try(async () => {
      const decided = await decide(parts, update, present.get(update.one));
      if ('hosted' in decided) sendings.push(decided);
      else if ('reading' in decided) written.push(decided);
      else update.one.end(decided);
    });
  }
  const outcomes = await sendWrites(parts, sendings);
  const again: Update[] = [];
  for (const sending of sendings) {
    const { one, reading } = sending;
    const outcome = outcomes.get(one);
    if (!outcome) continue;
    const refusal = refusalOf(one.write, outcome);
    if (refusal) one.fail(refusal);
    else if (outcome.outcome === 'written') written.push(sending);
    // Refused because the record is newer, so this attempt wrote nothing. Whether that concerns us is compared again;
    // what made it newer may be what an earlier attempt sent.
    else again.push({ one, reading, mayHaveHappened: one.sent !== null });
  }
  await settle(parts, written);
  return again;
}

/** What an update comes to by the record as it is: it is there already, is to be sent, or changes nothing. */
async function decide(
  parts: HostedParts,
  { one, reading, mayHaveHappened }: Update,
  current: Present | undefined,
): Promise<Written | (Sending & Written) | WriteResult> {
  const { write } = one;
  if (!current) throw new RecordNotFound(write.type, write.id);
  const { record } = current;
  const { values } = parts.mapping.toHosted(write.type, write.set, write.id, record);
  const written = asRead(parts, write, record, values);
  const [now, wanted] = [of(current.fields, write.set), of(written, write.set)];
  if (reading && mayHaveHappened && equal(now, wanted)) return { one, record, reading, written };
  const conflict = notUnderstood(parts.mapping, write, record) ?? conflictOf(write, current, reading);
  if (conflict && reading && mayHaveHappened) {
    const kept = await keptSince(parts, write, current, reading);
    if (kept) return { one, record, reading, written: { ...written, ...kept } };
  }
  if (conflict) throw conflict;
  if (equal(now, wanted)) return { id: write.id, before: now, after: now, version: null, restored: {} };
  // One field of the CRM may be several in canon: what else the write changes is ours as well.
  const all = { ...write.set, ...changedFields(of(current.fields, written), written) };
  const [before, since] = [of(current.fields, all), historySince(current, parts.timing)];
  const hosted = { values, unchangedSince: current.changedAt };
  return { one, hosted, before, since, record, reading: { before, since }, written };
}

/** Longer than any clocks differ, or a change takes to become visible, in milliseconds. */
const UNCERTAIN_MS = 86_400_000;

/**
 * From when on edits count as done after the reading: from the record's own stamp on, but of one that nobody has touched
 * for long from a day before now. The history of many records is asked for from the earliest on, and is not to be years.
 */
function historySince({ changedAt }: Present, timing: Timing): Date {
  return new Date(Math.max(changedAt.getTime(), timing.now().getTime() - UNCERTAIN_MS));
}

/**
 * What a write will read as: a day may be kept where an instant was given, and other values rest on the record. What
 * the CRM itself derives of a new stage is not known before it is read.
 */
function asRead(
  { mapping }: HostedParts,
  { type, set }: CrmWrite,
  record: HostedRecord,
  values: HostedValues,
): FieldValues {
  return mapping.toCanon(mapping.written(record, values)).find((state) => state.type === type)?.fields ?? set;
}

/** After the writes: people's values that they hit are put back. */
async function settle(parts: HostedParts, written: readonly Written[]): Promise<void> {
  const hits = await restoreHitValues(
    parts,
    written.map(({ one: { write }, record, reading }) => ({ write, record, reading })),
  );
  written.forEach(({ one, ...rest }, index) => {
    const hit = hits[index]!;
    if ('error' in hit) one.fail(asWritten(one.write, hit.error));
    else one.end(resultOf(parts, { one, ...rest }, hit));
  });
}

function resultOf(parts: HostedParts, { one, record, reading, written }: Written, hit: HitValues): WriteResult {
  const { write } = one;
  const { restored, lost } = hit;
  if (Object.keys(restored).length > 0) parts.onRestored?.(write, restored);
  const kept = Object.keys(lost).length > 0 ? { lost } : {};
  const told = of(written, { ...reading.before, ...write.set });
  const after = { ...stands(parts, write, record, told, restored), ...restored };
  return { id: write.id, before: reading.before, after, version: null, restored, ...kept };
}

/** Canon fields of our write that come of the same fields of the CRM as what was put back are not ours either. */
function stands(
  { mapping }: HostedParts,
  { type }: CrmWrite,
  { object }: HostedRecord,
  written: FieldValues,
  restored: FieldValues,
): FieldValues {
  const sources = (fields: string[]) => [...mapping.hostedFieldsOf(type, object, fields).keys()];
  const back = sources(Object.keys(restored));
  return Object.fromEntries(
    Object.entries(written).filter(([field]) => !sources([field]).some((one) => back.includes(one))),
  );
}

/** How long what only a person can mend, or a limit that is used up, is left alone. */
const LATER_MS = 60_000;

/** Whatever goes wrong after the write: the CRM holds our value already, and it is looked at again. */
function asWritten({ type, id }: CrmWrite, error: unknown): CrmUnavailable {
  const wait = error instanceof CrmUnavailable ? error.retryAfterMs : LATER_MS;
  const why = error instanceof Error ? error.message : String(error);
  const message = `${type}/${id} is written, but whether that hit a person's value cannot be seen: ${why}`;
  return new CrmUnavailable(message, wait, true, { cause: error });
}
