import { z } from 'zod';
import { TIERS } from '@salesagent/canon/sales';

/** A record as a link: its id and the name a person knows it by (`null` where the name is not known or erased). */
export const referenceSchema = z.object({ id: z.string(), name: z.string().nullable() }).meta({ id: 'Reference' });
export type Reference = z.infer<typeof referenceSchema>;

/** Any record, as it appears in a sentence: `opportunity/1C1I7A6R` with its label. */
export const subjectSchema = z
  .object({
    ref: z.string().describe('`{type}/{id}`, or `company`'),
    type: z.string(),
    id: z.string(),
    label: z.string(),
  })
  .meta({ id: 'Subject' });
export type Subject = z.infer<typeof subjectSchema>;

export const tierSchema = z.enum(TIERS).meta({ id: 'Tier' });

export const day = z.iso.date().describe('YYYY-MM-DD');
export const asOfQuery = z.iso.date().optional().describe('only what had occurred by this day (YYYY-MM-DD)');
export const limitQuery = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe(`at most ${most}; ${usual} unless told`);
export const offsetQuery = z.coerce.number().int().min(0).default(0);
