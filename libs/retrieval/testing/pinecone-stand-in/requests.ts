import { z } from 'zod';
import { invalid } from './refused';

/**
 * Requests as the vendor's OpenAPI description of 2026-07 (`db_data`) and these pages of its documentation have them. All
 * are closed, although the vendor lets fields pass that it does not know.
 *
 * - `reference/api/database-limits/operation-limits`: 1,000 records and 2 MB an upsert, 40 KB of metadata a record,
 *   1,000 ids a fetch or deletion, `topK` up to 10,000
 * - `guides/index-data/indexing-overview#metadata`: flat; strings, numbers, booleans and lists of strings; never null;
 *   no key begins with `$`
 * - `reference/api/known-limitations`: a dense vector has at least one number that is not zero
 */
const metadataValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

const metadata = z
  .record(z.string().regex(/^[^$]/, 'a key does not begin with $'), metadataValue)
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= 40 * 1024, 'metadata is larger than 40 KB');

const vectorValues = z
  .array(z.number())
  .min(1)
  .max(20_000)
  .refine((values) => values.some((value) => value !== 0), 'a dense vector has at least one number that is not zero');

const recordId = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\x01-\x7F]+$/, 'an id is of ASCII characters');

const record = z.strictObject({ id: recordId, values: vectorValues, metadata: metadata.optional() });
export type StoredRecord = z.output<typeof record>;

/** Which characters it may have is not told there: those that are safe anywhere. */
const namespace = z
  .string()
  .max(512)
  .regex(/^[\w.-]*$/, 'a namespace of other characters');

export const upsertRequest = z.strictObject({ namespace, vectors: z.array(record).min(1).max(1_000) });

export const deleteRequest = z.strictObject({ namespace, ids: z.array(recordId).min(1).max(1_000) });

export const queryRequest = z.strictObject({
  ...{ namespace, vector: vectorValues, topK: z.int().min(1).max(10_000) },
  ...{ filter: z.record(z.string(), z.unknown()).optional() },
  ...{ includeValues: z.boolean().default(false), includeMetadata: z.boolean().default(false) },
});

export const statsRequest = z.strictObject({});

const one = z.string().array().length(1);
export const listRequest = z.strictObject({
  namespace: one,
  limit: one.refine(([limit]) => /^\d+$/.test(limit!) && Number(limit) >= 1 && Number(limit) <= 100).optional(),
  paginationToken: one.optional(),
});

export const fetchRequest = z.strictObject({ namespace: one, ids: z.array(recordId).min(1).max(1_000) });

/** What a request says, where the reference allows it. */
export function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.')}: ${issue?.message}`);
}
