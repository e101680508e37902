import { z } from 'zod';

/** One server-sent event of `GET /api/stream` (`event: changed`); a page refetches what it shows of these. */
export const streamEventSchema = z
  .object({
    deals: z.array(z.string()).describe('ids that changed; empty with `many`'),
    accounts: z.array(z.string()),
    approvals: z.array(z.string()).describe('action ids'),
    many: z.boolean().describe('too many to name (an import): refetch everything shown'),
    import: z.boolean().describe('an import began, moved on or ended'),
    numbers: z.boolean().describe('KPIs, the forecast or the win curve changed'),
  })
  .meta({ id: 'StreamEvent' });
export type StreamEvent = z.infer<typeof streamEventSchema>;
