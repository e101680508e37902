import { InvalidField, RecordConflict, RecordNotFound } from '../errors';
import { changedFields, checkFields } from '../edit';
import type { CrmWrite, FieldValues, RecordState, WriteResult, Writer } from '../port';
import type { HostedParts } from './connector';
import { CrmForbidden, CrmUnavailable, QuotaExhausted } from './errors';
import { keptSince, restoreHitValues, type Reading } from './restore';
import type { HostedRecord, HostedValues, HostedWrite } from './port';
import { conflictOf, equal, notUnderstood, of } from './write-conflict';
import type { SentWrite } from './write-journal';

/** How often a write is decided anew because the record changes under it in fields it does not touch. */
const ATTEMPTS = 5;

/** A record as it is, in canon and in the CRM's own words. */
type Present = RecordState & { record: HostedRecord };

/**
 * Writes into a CRM that cannot compare and write in one step. The record is read just before; the write carries only
 * the fields that change and, where the CRM has such a thing, the time of the state it was decided on; the field
 * history is read just after, and a person's value that the write hit in between is put back.
 */
export class WindowedWrites {
  constructor(private readonly parts: HostedParts) {}

  /** The same key again settles what the first attempt left open. */
  async write(write: CrmWrite, _writer: Writer): Promise<WriteResult> {
    checkFields(write.type, write.set);
    const sent = await this.parts.journal.find(write.key);
    if (sent?.result) return sent.result;
    try {
      const result = await this[write.operation](write, sent);
      await this.parts.journal.done(write.key, result);
      return result;
    } catch (error) {
      // Of what no attempt has brought into the CRM nothing is left: it counts as not begun.
      if (!sent && hadNoEffect(error)) await this.parts.journal.withdraw(write.key);
      throw error;
    }
  }

  /** The key is on the record itself, so the CRM finds what an earlier attempt made. */
  private async create(write: CrmWrite): Promise<WriteResult> {
    const { object, values } = this.parts.mapping.toHosted(write.type, write.set, null);
    await this.parts.journal.sending(write.key, null, this.parts.timing.now());
    const id = await this.send(write, { object, operation: 'create', id: null, key: write.key, values });
    if (id === null) throw new RecordConflict(write.type, write.id, 'no such record', null, 'it was made meanwhile');
    return { id, before: null, after: write.set, version: null, restored: {} };
  }

  /** What is gone already after an attempt that may have failed, that one deleted. */
  private async delete(write: CrmWrite, sent: SentWrite | null): Promise<WriteResult> {
    const expected = write.expect ?? {};
    const { object } = this.parts.mapping.toHosted(write.type, {}, write.id);
    const deleted = { id: write.id, after: {}, version: null, restored: {} };
    try {
      const current = await this.current(write, object);
      const conflict = conflictOf(write, current, null);
      if (conflict) throw conflict;
      const before = of(current.fields, expected);
      await this.parts.journal.sending(write.key, before, current.changedAt);
      const asked = { object, operation: 'delete', id: write.id, key: write.key, values: {} } as const;
      if ((await this.send(write, { ...asked, unchangedSince: current.changedAt })) === null)
        throw new RecordConflict(write.type, write.id, expected, null, 'it was changed just now');
      return { ...deleted, before };
    } catch (error) {
      if (error instanceof RecordNotFound && sent) return { ...deleted, before: sent.before };
      throw error;
    }
  }

  private async update(write: CrmWrite, sent: SentWrite | null): Promise<WriteResult> {
    const object = this.parts.mapping.objectOf(write.type, write.set, write.id);
    let reading: Reading | null = sent;
    let mayHaveHappened = sent !== null;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const current = await this.current(write, object);
      const { values } = this.parts.mapping.toHosted(write.type, write.set, write.id, current.record);
      const written = this.asRead(write, current, values);
      const [now, wanted] = [of(current.fields, write.set), of(written, write.set)];
      if (reading && mayHaveHappened && equal(now, wanted))
        return this.settled(write, current.record, reading, written);
      const conflict = notUnderstood(this.parts.mapping, write, current.record) ?? conflictOf(write, current, reading);
      if (conflict && reading && mayHaveHappened) {
        const kept = await keptSince(this.parts, write, current, reading);
        if (kept) return this.settled(write, current.record, reading, { ...written, ...kept });
      }
      if (conflict) throw conflict;
      if (equal(now, wanted)) return { id: write.id, before: now, after: now, version: null, restored: {} };
      // One field of the CRM may be several in canon: what else the write changes is ours as well.
      const all = { ...write.set, ...changedFields(of(current.fields, written), written) };
      reading = { before: of(current.fields, all), since: current.changedAt };
      await this.parts.journal.sending(write.key, reading.before, current.changedAt);
      const id = await this.send(write, {
        object,
        operation: 'update',
        id: write.id,
        key: write.key,
        values,
        unchangedSince: current.changedAt,
      });
      if (id !== null) return this.settled(write, current.record, reading, written);
      // Refused because the record is newer, so nothing was written. Whether that concerns us is compared again.
      mayHaveHappened = false;
    }
    throw new CrmUnavailable(`${write.type}/${write.id} changes too often just now`, 30_000, false);
  }

  /**
   * After the write: people's values that it hit are put back.
   * @throws CrmUnavailable for whatever goes wrong here: the CRM holds our value already, and it is looked at again
   */
  private async settled(
    write: CrmWrite,
    record: HostedRecord,
    reading: Reading,
    written: FieldValues,
  ): Promise<WriteResult> {
    const { restored, lost } = await restoreHitValues(this.parts, write, record, reading).catch((error: unknown) => {
      throw asWritten(write, error);
    });
    if (Object.keys(restored).length > 0) this.parts.onRestored?.(write, restored);
    const kept = Object.keys(lost).length > 0 ? { lost } : {};
    const told = of(written, { ...reading.before, ...write.set });
    const after = { ...this.stands(write, record, told, restored), ...restored };
    return { id: write.id, before: reading.before, after, version: null, restored, ...kept };
  }

  /** Canon fields of our write that come of the same fields of the CRM as what was put back are not ours either. */
  private stands(
    { type }: CrmWrite,
    { object }: HostedRecord,
    written: FieldValues,
    restored: FieldValues,
  ): FieldValues {
    const sources = (fields: string[]) => [...this.parts.mapping.hostedFieldsOf(type, object, fields).keys()];
    const back = sources(Object.keys(restored));
    return Object.fromEntries(
      Object.entries(written).filter(([field]) => !sources([field]).some((one) => back.includes(one))),
    );
  }

  /**
   * What a write will read as: a day may be kept where an instant was given, and other values rest on the record. What
   * the CRM itself derives of a new stage is not known before it is read.
   */
  private asRead({ type, set }: CrmWrite, { record }: Present, values: HostedValues): FieldValues {
    const written = this.parts.mapping.written(record, values);
    return this.parts.mapping.toCanon(written).find((state) => state.type === type)?.fields ?? set;
  }

  /** @returns the id; `null` when the record was changed since */
  private async send(write: CrmWrite, hosted: HostedWrite): Promise<string | null> {
    const [outcome] = await this.parts.crm.write([hosted], write.priority ?? 'approval');
    switch (outcome!.outcome) {
      case 'written':
        return outcome!.id;
      case 'changed-since':
        return null;
      case 'gone':
        throw new RecordNotFound(write.type, write.id);
      case 'refused':
        // Not in the CRM's words: they may repeat the value, and what is thrown here ends in the log.
        throw new InvalidField(write.type, outcome!.field ?? '*', `the CRM refused it (${outcome!.code})`);
    }
  }

  /** Read as a whole: what a close date means, for instance, rests on the stage. */
  private async current({ type, id, priority = 'approval' }: CrmWrite, object: string): Promise<Present> {
    const selection = this.parts.mapping.selectionsOf(type).find((one) => one.object === object)!;
    const [record] = await this.parts.crm.read(selection, [id], priority);
    const state = record && this.parts.mapping.toCanon(record).find((one) => one.type === type);
    if (!state || state.state !== 'live') throw new RecordNotFound(type, id);
    return { ...state, record };
  }
}

/** Adapters say of everything that may have taken effect that it may have happened. */
function hadNoEffect(error: unknown): boolean {
  if (error instanceof CrmUnavailable) return !error.mayHaveHappened;
  return error instanceof QuotaExhausted || error instanceof CrmForbidden;
}

/** How long what only a person can mend, or a limit that is used up, is left alone. */
const LATER_MS = 60_000;

function asWritten({ type, id }: CrmWrite, error: unknown): CrmUnavailable {
  const wait = error instanceof CrmUnavailable ? error.retryAfterMs : LATER_MS;
  const why = error instanceof Error ? error.message : String(error);
  const message = `${type}/${id} is written, but whether that hit a person's value cannot be seen: ${why}`;
  return new CrmUnavailable(message, wait, true, { cause: error });
}
