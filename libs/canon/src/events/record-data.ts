import { z } from 'zod';
import { FIELD_MEANINGS } from '../sales/field-meanings';
import { fieldSpec, RECORD_TYPES, RECORDS, type FieldKind, type RecordType } from '../sales/records';
import { sealedSchema } from './envelope';

/**
 * What an event about a CRM record carries: the record, and the fields it sets, so that one projection serves every
 * mirror; the meaning is in the event's type.
 */
const value = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  sealedSchema,
  z.record(z.string(), z.unknown()),
]);
const anyField = z.record(z.string(), value);

const VALUES: Record<FieldKind, z.ZodType> = {
  text: z.string(),
  ref: z.string(),
  number: z.number(),
  money: z.number(),
  date: z.iso.date(),
  instant: z.iso.datetime(),
  boolean: z.boolean(),
  'text[]': z.array(z.string()),
  json: z.record(z.string(), z.unknown()),
};

function field(type: RecordType, name: string): z.ZodType {
  const { kind, personal, agent } = fieldSpec(type, name)!;
  const meaning = (FIELD_MEANINGS[type] as Readonly<Record<string, string>>)[name]!;
  const shape = personal ? z.union([sealedSchema, z.string(), z.null()]) : VALUES[kind].nullable();
  return shape.optional().meta({
    description: meaning,
    ...(personal ? { 'x-sealed': true } : {}),
    ...(agent ? { 'x-written-by': 'agents' } : {}),
  });
}

/** The known fields of a record type, each one optional; a field that was added later passes. */
function fieldsOf(type: RecordType) {
  const shape = Object.fromEntries(Object.keys(RECORDS[type]).map((name) => [name, field(type, name)]));
  return z.looseObject(shape);
}

const common = {
  recordId: z.string().describe('Id of the record in the CRM'),
  recordVersion: z.int().nonnegative().describe('Version of the record in the CRM after the change'),
  by: z.string().describe('Who changed it: a person’s id, `import`, or the action id of our own write'),
  undated: z
    .boolean()
    .optional()
    .describe('True for a value without a date of its own in an import: known only from the import on'),
};
const SET = 'Fields this event sets; null means that the value was taken away. Personal values are sealed';
const BEFORE = 'Values those fields had, where the CRM knew them';

/** Data of an event about a record of any type, for those who treat all alike. */
export interface RecordEventData extends z.infer<z.ZodObject<typeof common>> {
  recordType: RecordType;
  set: z.infer<typeof anyField>;
  before?: z.infer<typeof anyField> | undefined;
}

/** Data of the events about records of one type. */
export function recordDataOf(type: RecordType): z.ZodType {
  const fields = fieldsOf(type);
  return z.strictObject({
    recordType: z.literal(type).describe('Type of the record'),
    ...common,
    set: fields.describe(SET),
    before: fields.optional().describe(BEFORE),
  });
}

/** Data of the event that a record is gone, whatever its type. */
export const deletedRecordData = z.strictObject({
  recordType: z.enum(RECORD_TYPES).meta({ description: 'Type of the record', extensible: true }),
  ...common,
  set: anyField.describe('Always empty'),
  before: anyField.optional().describe(BEFORE),
});
