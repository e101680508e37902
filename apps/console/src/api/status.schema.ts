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

export const hostedCrmSchema = z
  .object({
    crm: z.enum(['salesforce', 'hubspot']),
    phase: z.enum(['starting', 'backfill', 'following']).describe('`following`: everything was read once'),
    trouble: z
      .object({ since: z.iso.datetime(), message: z.string(), remedy: z.string() })
      .nullable()
      .describe('what keeps it from being read; what is approved waits as well'),
  })
  .meta({ id: 'HostedCrm' });
export type HostedCrm = z.infer<typeof hostedCrmSchema>;

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
    crm: hostedCrmSchema.nullable().describe('how the hosted CRM is read; null where the CRM is our own'),
    parked: z.int().describe('keys of the console that wait in the parked table'),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof statusSchema>;
