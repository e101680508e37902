import type { RecordType } from '@salesagent/canon/sales';
import type { FieldValues, RecordState } from '../port';
import type { Translation } from '../mapping/translate';
import type { HostedRecord, HostedValues, Selection } from './port';

/** Between one company's CRM and canon, both ways: compiled from its mapping file. Pure. */
export interface CanonMapping {
  /** Mapped types, none before one it refers to. */
  types(): readonly RecordType[];
  /** Objects a type is read from; activities come from several. */
  selectionsOf(type: RecordType): readonly Selection[];
  /** Every mapped object with all its mapped fields, for reading changes. */
  selections(): readonly Selection[];
  /**
   * What a record says in canon, unreadable values as not known (`null`): one state for each type its object is mapped
   * to (and whose condition it meets).
   */
  toCanon(record: HostedRecord): RecordState[];
  /** The same with what could not be read, types it is not of (any more), and whether the whole record must be read. */
  translate(record: HostedRecord): Translation;
  /** A record as it is after a write of these values; without what the CRM itself derives of a stage that is new. */
  written(record: HostedRecord, values: HostedValues): HostedRecord;
  /**
   * The object of a record that is to be written, by its id; where that tells too little, by what is written.
   * @throws InvalidField where there is none, or several may be meant
   */
  objectOf(type: RecordType, set: FieldValues, id: string): string;
  /**
   * A write in the CRM's names and values. `id` chooses the object where a type has several; by the record as it is
   * (`current`) a deal stays in its pipeline.
   * @throws InvalidField for a field that is not mapped, may not be written, or a value the CRM has no word for
   */
  toHosted(
    type: RecordType,
    set: FieldValues,
    id: string | null,
    current?: HostedRecord,
  ): { object: string; values: HostedValues };
  /**
   * Whether the CRM holds a field. A write of what it holds goes there, or is refused where it is read only; what it
   * does not hold, or fills by itself, is the copy's own.
   */
  holds(type: RecordType, field: string): boolean;
  /** Hosted fields that these canon fields are read from, each with its canon field, for looking at their history. */
  hostedFieldsOf(type: RecordType, object: string, canonFields: readonly string[]): Map<string, string>;
}
