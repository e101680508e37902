import { z } from 'zod';
import { referenceSchema } from './reference.schema';

export const personRowSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    role: z.string().nullable(),
    region: z.string().nullable(),
    manager: referenceSchema.nullable(),
    active: z.boolean().nullable(),
    openDeals: z.int(),
    openApprovals: z.int(),
  })
  .meta({ id: 'PersonRow' });
export const peopleSchema = z
  .object({ total: z.int(), regions: z.array(z.string()), people: z.array(personRowSchema) })
  .meta({ id: 'People' });
export type People = z.infer<typeof peopleSchema>;
