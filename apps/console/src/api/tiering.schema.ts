import { z } from 'zod';

const row = z
  .looseObject({
    accountId: z.string(),
    name: z.string().nullish(),
    current: z.string().nullish(),
    tier: z.string(),
    icpScore: z.number().nullish(),
    employees: z.number().nullish(),
    revenue: z.number().nullish(),
    reason: z.string().nullish(),
  })
  .meta({ id: 'TieringRow' });

/** Orchestrator's proposal for the first tiering, and whether this reader may sign it. */
export const tieringSchema = z
  .looseObject({
    state: z.enum(['unsigned', 'signed', 'executed']),
    asOf: z.string().nullish(),
    thresholds: z.record(z.string(), z.unknown()).describe('the playbook rules the batch follows'),
    counts: z.record(z.string(), z.int()),
    unknown: z.int().nullish().describe('accounts without what the thresholds need'),
    sample: z.array(row),
    list: z.array(row),
    digest: z.string(),
    signed: z
      .looseObject({ by: z.string(), at: z.string(), actionId: z.string().nullish(), digest: z.string().nullish() })
      .nullish(),
    canSign: z.boolean(),
  })
  .meta({ id: 'Tiering' });
export type Tiering = z.infer<typeof tieringSchema>;

export const signTieringSchema = z.object({ digest: z.string().min(1) }).meta({ id: 'SignTiering' });
export const tieringSignedSchema = z
  .looseObject({ batchId: z.string(), actionId: z.string(), digest: z.string(), state: z.string() })
  .meta({ id: 'TieringSigned' });
