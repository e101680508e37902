import { z } from 'zod';

const at = z.iso.datetime();

export const rebuildProgressSchema = z.object({
  phase: z.enum(['reading', 'levelling', 'comparing']),
  read: z.number().describe('positions of the bus read, events of other topics included'),
  total: z.number().describe('positions of the bus there are'),
  events: z.int().describe('events applied'),
  perSecond: z.number().describe('events applied a second'),
  secondsLeft: z.number().nullable(),
});

export const tableDifferenceSchema = z.object({
  table: z.string(),
  rows: z.int(),
  rebuiltRows: z.int(),
  missing: z.int().describe('rows the bus makes and the live table lacks'),
  extra: z.int().describe('rows the live table has and the bus does not make'),
  different: z.int(),
  first: z.array(z.object({ key: z.string(), what: z.enum(['missing', 'extra', 'different']) })),
});

export const rebuildResultSchema = z.object({
  dryRun: z.boolean(),
  equal: z.boolean().describe('the live tables were what the bus makes of them'),
  hash: z.string().describe('of what the bus makes of them; after a rebuild of the live tables too'),
  hashBefore: z.string().nullable().describe('of the live tables before; null where a rebuild found differences'),
  tables: z.array(tableDifferenceSchema),
  events: z.int(),
  milliseconds: z.int(),
  fencedMilliseconds: z.int().describe('how long the live consumer was kept waiting'),
});

export const rebuildRunSchema = z.object({
  id: z.uuid(),
  projection: z.string(),
  dryRun: z.boolean(),
  startedBy: z.string(),
  startedAt: at,
  endedAt: at.nullable(),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  progress: rebuildProgressSchema.nullable(),
  result: rebuildResultSchema.nullable(),
  problem: z.string().nullable(),
});

export const projectionSchema = z.object({
  name: z.string(),
  tables: z.array(z.string()),
  rows: z.int(),
  hash: z.string().nullable().describe('of the live tables now; null unless asked for'),
  latest: rebuildRunSchema.nullable(),
});

export const projectionsSchema = z.object({ projections: z.array(projectionSchema) });
export const rebuildBody = z.strictObject({ name: z.string().min(1), dryRun: z.boolean() });
export const rebuildStartedSchema = z.object({ id: z.uuid() });

export type RebuildRunView = z.infer<typeof rebuildRunSchema>;
export type ProjectionsView = z.infer<typeof projectionsSchema>;
export type RebuildStarted = z.infer<typeof rebuildStartedSchema>;
