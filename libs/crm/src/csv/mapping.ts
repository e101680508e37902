import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { fieldSpec, RECORD_TYPES, SUB_STAGE_ORDER, type RecordType, type SubStage } from '@salesagent/canon/sales';
import { ImportRefused } from '../errors';
import { IMPORT_ONLY_FIELDS } from './vocabulary';

const dateOrder = z.enum(['YYYY-MM-DD', 'DD/MM/YYYY', 'MM/DD/YYYY']);
const encoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);
const column = z.union([
  z.string(),
  z.strictObject({ field: z.string(), dates: dateOrder.optional(), scale: z.number().optional() }),
]);
const subStage = z.enum(SUB_STAGE_ORDER as [SubStage, ...SubStage[]]);
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What a person says about an export where names and content are not enough. Values are repaired only here. */
export const mappingSchema = z.strictObject({
  /** The business date, where the newest past event is not it. */
  asOf: z.iso.date().optional(),
  /** ISO 4217, for money columns without a currency of their own. */
  currency: z.string().length(3).optional(),
  dates: dateOrder.optional(),
  encoding: encoding.optional(),
  files: z
    .record(
      z.string(),
      z.union([
        z.literal('ignore'),
        z.strictObject({
          type: z.enum(RECORD_TYPES as [RecordType, ...RecordType[]]).optional(),
          encoding: encoding.optional(),
          delimiter: z.string().length(1).optional(),
          /** Column → field, `id`, `ignore`, or a field with a date format or a scale. */
          columns: z.record(z.string(), column).optional(),
        }),
      ]),
    )
    .default({}),
  /** CRM stage → sub-stage, with the outcome where it closes the deal. */
  stages: z
    .record(z.string(), z.union([subStage, z.strictObject({ subStage, outcome: z.enum(['won', 'lost']).optional() })]))
    .default({}),
  /** Column → value in the file → value it stands for. */
  values: z.record(z.string(), z.record(z.string(), cell)).default({}),
});
export type Mapping = z.infer<typeof mappingSchema>;

export const EMPTY_MAPPING: Mapping = mappingSchema.parse({});

/** Reads a mapping file. @throws ImportRefused naming the line or the key that is wrong */
export function parseMapping(text: string, file = 'mapping file'): Mapping {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw refused(file, error.linePos?.[0].line ?? null, error.message.split('\n')[0]!, 'mend the YAML of that line');
  }
  const result = mappingSchema.safeParse(raw ?? {});
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const remedy = 'see the import guide for what a mapping file may say';
    throw refused(file, null, `${issue.path.join('.') || 'top level'}: ${issue.message}`, remedy);
  }
  return result.data;
}

function refused(file: string, row: number | null, message: string, remedy: string): ImportRefused {
  return new ImportRefused([{ code: 'bad-mapping', file, row, message, remedy }]);
}

/** True when a mapping may send a column of this record type to `field`. */
export function isImportField(type: RecordType, field: string): boolean {
  return field === 'id' || IMPORT_ONLY_FIELDS.has(field) || fieldSpec(type, field) !== undefined;
}
