import { z } from 'zod';

export const startImportSchema = z
  .object({
    files: z.array(z.object({ name: z.string().min(1), contentBase64: z.string() })).min(1),
    mapping: z.string().optional().describe('a mapping file (YAML) as text'),
    label: z.string().optional(),
  })
  .meta({ id: 'StartImport' });

export const importStartedSchema = z.object({ importId: z.string() }).meta({ id: 'ImportStarted' });

export const importReportSchema = z
  .object({
    files: z.array(
      z.object({
        file: z.string(),
        recordType: z.string().nullable(),
        rows: z.int(),
        loaded: z.int(),
        columns: z.array(z.object({ column: z.string(), field: z.string().nullable(), how: z.string() })),
        ignored: z.unknown().optional(),
      }),
    ),
    findings: z.array(
      z.object({
        kind: z.string(),
        file: z.string(),
        row: z.int().nullish(),
        column: z.string().nullish(),
        value: z.string().nullish(),
        count: z.int(),
        message: z.string(),
        remedy: z.string(),
      }),
    ),
    asOf: z.string().nullish(),
  })
  .meta({ id: 'ImportReport' });

export const importSchema = z
  .object({
    importId: z.string(),
    state: z.enum(['running', 'completed', 'failed']),
    phase: z.string().nullish(),
    progress: z.number().nullish().describe('0 to 1'),
    files: z.array(z.unknown()).nullish(),
    counts: z.record(z.string(), z.unknown()).nullish(),
    report: importReportSchema.nullish(),
    error: z.unknown().nullish(),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof importSchema>;
