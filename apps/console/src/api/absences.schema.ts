import { z } from 'zod';
import { referenceSchema } from './reference.schema';

export const absenceBodySchema = z
  .object({
    personId: z.string().min(1),
    from: z.iso.date().describe('first day away, in the company’s calendar'),
    until: z.iso.date().describe('last day away'),
    delegateId: z.string().min(1).nullable().default(null).describe('who decides meanwhile; null = their manager'),
  })
  .meta({ id: 'AbsenceBody' });

export const absenceSchema = z
  .object({
    person: referenceSchema,
    from: z.iso.date(),
    until: z.iso.date(),
    delegate: referenceSchema.nullable().describe('null: their manager'),
    state: z.enum(['planned', 'standing']),
    by: z.string().describe('who set it'),
    setAt: z.iso.datetime(),
    canEnd: z.boolean(),
  })
  .meta({ id: 'Absence' });
export type Absence = z.infer<typeof absenceSchema>;

export const absencesSchema = z
  .object({
    absences: z.array(absenceSchema),
    people: z.array(referenceSchema).describe('for whom this reader may set one'),
    delegates: z.array(referenceSchema).describe('everybody who is still with the company'),
  })
  .meta({ id: 'Absences' });
export type Absences = z.infer<typeof absencesSchema>;

export const absenceEndBodySchema = z.object({ personId: z.string().min(1) }).meta({ id: 'AbsenceEndBody' });
export const absenceEndedSchema = z.object({ personId: z.string() }).meta({ id: 'AbsenceEnded' });
