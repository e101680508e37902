import { InvalidField, RecordConflict, RecordNotFound } from '../errors';
import { checkFields } from '../edit';
import type { CrmWrite, FieldValues, RecordState, WriteResult, Writer } from '../port';
import type { HostedParts } from './connector';
import { CrmUnavailable } from './errors';
import { restoreHitValues, type Reading } from './restore';
import type { HostedRecord, HostedValues, HostedWrite } from './port';
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
    const result = await this[write.operation](write, sent);
    await this.parts.journal.done(write.key, result);
    return result;
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
      mustHold(write, current, null);
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
    const { object, values } = this.parts.mapping.toHosted(write.type, write.set, write.id);
    let reading: Reading | null = sent;
    let mayHaveHappened = sent !== null;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const current = await this.current(write, object);
      const now = of(current.fields, write.set);
      const wanted = this.asRead(write, current.record, values);
      if (reading && mayHaveHappened && equal(now, wanted)) return this.settled(write, current.record, reading, wanted);
      mustHold(write, current, reading);
      if (equal(now, wanted)) return { id: write.id, before: now, after: now, version: null, restored: {} };
      reading = { before: now, since: current.changedAt };
      await this.parts.journal.sending(write.key, now, current.changedAt);
      const id = await this.send(write, {
        object,
        operation: 'update',
        id: write.id,
        key: write.key,
        values,
        unchangedSince: current.changedAt,
      });
      if (id !== null) return this.settled(write, current.record, reading, wanted);
      // Refused because the record is newer, so nothing was written. Whether that concerns us is compared again.
      mayHaveHappened = false;
    }
    throw new CrmUnavailable(`${write.type}/${write.id} changes too often just now`, 30_000, false);
  }

  /** After the write: people's values that it hit are put back. */
  private async settled(
    write: CrmWrite,
    record: HostedRecord,
    reading: Reading,
    wanted: FieldValues,
  ): Promise<WriteResult> {
    const restored = await restoreHitValues(this.parts, write, record, reading);
    if (Object.keys(restored).length > 0) this.parts.onRestored?.(write, restored);
    return { id: write.id, before: reading.before, after: { ...wanted, ...restored }, version: null, restored };
  }

  /** What a write will read as: a day may be kept where an instant was given, and other values rest on the record. */
  private asRead({ type, set }: CrmWrite, record: HostedRecord, values: HostedValues): FieldValues {
    const written = { ...record, values: { ...record.values, ...values } };
    return of(this.parts.mapping.toCanon(written).find((state) => state.type === type)?.fields ?? set, set);
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

/** What the write was decided on still holds, and so does what an earlier attempt read. */
function mustHold({ type, id, expect, set }: CrmWrite, current: RecordState, reading: Reading | null): void {
  const expected = { ...(reading?.before ? of(reading.before, set) : {}), ...expect };
  for (const [field, value] of Object.entries(expected)) {
    const now = current.fields[field] ?? null;
    if (same(now, value)) continue;
    const detail = `${field} no longer holds the value the change was decided on (changed by ${current.by})`;
    throw new RecordConflict(type, id, value, now, detail);
  }
}

function of(fields: FieldValues, like: FieldValues): FieldValues {
  return Object.fromEntries(Object.keys(like).map((field) => [field, fields[field] ?? null]));
}

function equal(a: FieldValues, b: FieldValues): boolean {
  return Object.keys(b).every((field) => same(a[field], b[field]));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
