import { z } from 'zod';
import { tierSchema } from './reference.schema';

const entry = z.object({
  accountId: z.string(),
  name: z.string().nullish(),
  tier: tierSchema,
  reason: z.string().nullish(),
  score: z.number().nullish(),
});

export const tieringSchema = z
  .object({
    state: z.enum(['none', 'proposed', 'signed']),
    batchId: z.string().nullish(),
    digest: z.string().nullish(),
    thresholds: z.unknown().describe('the playbook rules the batch follows'),
    counts: z.record(z.string(), z.int()),
    sample: z.array(entry),
    list: z.array(entry),
    signedBy: z.string().nullish(),
    signedAt: z.string().nullish(),
    canSign: z.boolean(),
    message: z.string().nullish(),
  })
  .meta({ id: 'Tiering' });
export type Tiering = z.infer<typeof tieringSchema>;

export const signTieringSchema = z.object({ digest: z.string().min(1) }).meta({ id: 'SignTiering' });
export const tieringSignedSchema = z
  .object({ batchId: z.string().nullish(), state: z.string().nullish() })
  .loose()
  .meta({ id: 'TieringSigned' });
