import { z } from 'zod';
import { clockSchema } from './session.schema';
import { importSchema } from './imports.schema';

export const serviceStatusSchema = z
  .object({
    service: z.string(),
    state: z.enum(['ready', 'catching-up', 'starting', 'down']),
    detail: z.string().nullable().describe('why it is not ready, and the remedy'),
    consumers: z.array(z.object({ group: z.string(), caughtUp: z.boolean(), lag: z.number().nullable() })),
  })
  .meta({ id: 'ServiceStatus' });
export type ServiceStatus = z.infer<typeof serviceStatusSchema>;

export const statusSchema = z
  .object({
    ready: z.boolean().describe('every service is up, every consumer has caught up, no import is running'),
    summary: z.string(),
    company: z.string(),
    clock: clockSchema,
    services: z.array(serviceStatusSchema),
    import: importSchema.nullable().describe('the latest import, if there was one'),
    records: z.record(z.string(), z.int()).describe('records known to the console, by type'),
    proposals: z.record(z.string(), z.int()).describe('proposals by state'),
    insights: z.int(),
    rebuilding: z.array(z.string()).describe('projections that are being built again, with how far they are'),
    channels: z
      .record(z.string(), z.string())
      .describe('ways to people besides the console, each `on: …` or `off: …` with the reason, by name'),
    parked: z.int().describe('keys of the console that wait in the parked table'),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof statusSchema>;
