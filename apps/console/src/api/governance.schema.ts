import { z } from 'zod';

export const killSwitchBodySchema = z
  .object({
    scope: z.string().min(1).describe('`all`, `agent/{agent}`, `action/{action}`, `account/{id}`'),
    stopped: z.boolean(),
    reason: z.string().min(1),
  })
  .meta({ id: 'KillSwitchBody' });
export const killSwitchSchema = z
  .object({ scope: z.string(), stopped: z.boolean() })
  .loose()
  .meta({ id: 'KillSwitch' });

export const requestBodySchema = z
  .object({ action: z.string(), subject: z.string().describe('record reference, or `company`') })
  .meta({ id: 'RequestBody' });
export const requestedSchema = z.looseObject({}).meta({ id: 'Requested' });
export const docketSchema = z.looseObject({}).meta({ id: 'Docket' });
