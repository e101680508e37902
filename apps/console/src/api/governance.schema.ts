import { z } from 'zod';

export const killSwitchBodySchema = z
  .object({
    scope: z.string().min(1).describe('`all`, `agent/{agent}`, `action/{action}`, `account/{id}`'),
    stopped: z.boolean(),
    reason: z.string().min(1),
  })
  .meta({ id: 'KillSwitchBody' });
export const killSwitchSetSchema = z
  .object({ scope: z.string(), stopped: z.boolean(), epoch: z.int() })
  .meta({ id: 'KillSwitchSet' });
export const killSwitchSchema = z
  .object({
    epoch: z.int().describe('grows with every change; a permit signed before the newest one of its scopes is void'),
    scopes: z.array(
      z.object({
        scope: z.string(),
        stopped: z.boolean(),
        epoch: z.int(),
        changedAt: z.iso.datetime(),
        by: z.string(),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'KillSwitch' });
export type KillSwitch = z.infer<typeof killSwitchSchema>;

export const requestBodySchema = z
  .object({
    action: z.string(),
    subject: z.string().describe('record reference, or `company`'),
    via: z
      .enum(['assistant'])
      .optional()
      .describe('a program asks in your name: once a day for the same, and no more often than you are given decisions'),
  })
  .meta({ id: 'RequestBody' });
export const requestedSchema = z
  .object({
    requestId: z.string(),
    action: z.string(),
    subject: z.string(),
    repeated: z.boolean().describe('asked already today, and not anew; only for an assistant'),
    leftToday: z.int().nullable().describe('how often your assistants may still ask today; null for yourself'),
  })
  .meta({ id: 'Requested' });
export const docketSchema = z.looseObject({}).meta({ id: 'Docket' });
