import { z } from 'zod';
import { defineEvent } from './definition';

/** What happened to a person's data as a whole, by gateway. */
export const PERSONAL_DATA_EVENTS = [
  defineEvent({
    type: 'SubjectErased',
    version: 1,
    topic: 'crm.erasure',
    key: 'erasure/{subject}',
    writtenBy: ['gateway'],
    description:
      'A person was erased: what is sealed for these subjects opens no more. Drop what you kept of it opened.',
    schema: z.strictObject({
      subject: z.string().describe('Record of the person, `contact/C1`'),
      sealedSubjects: z.array(z.string()).describe('The person, and the free texts that spoke of them'),
      by: z.string().describe('Who erased: a person’s id or account'),
      reason: z.string().describe('Why, without a personal value'),
      counts: z.record(z.string(), z.int()).describe('How much was erased, by where it was kept'),
    }),
  }),
] as const;
