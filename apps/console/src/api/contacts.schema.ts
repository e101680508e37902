import { z } from 'zod';

export const touchSchema = z
  .object({
    due: z.string().describe('business day it would be sent on'),
    subject: z.string(),
    body: z.string().nullable().describe('null where it was erased or is not for this reader'),
  })
  .meta({ id: 'Touch' });
export type Touch = z.infer<typeof touchSchema>;

export const sequenceSchema = z
  .object({ businessDate: z.string(), reasons: z.array(z.string()), touches: z.array(touchSchema) })
  .meta({ id: 'Sequence' });
export type Sequence = z.infer<typeof sequenceSchema>;

export const contactSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    title: z.string().nullable(),
    role: z.string().nullable(),
    sequence: sequenceSchema.nullable().describe('messages drafted for this person; nothing of it has been sent'),
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof contactSchema>;
