import { z } from 'zod';
import { dataOf, type Section } from './playbook';

/** What an action is worth and costs, until it is measured. */
export const attentionSchema = z.strictObject({
  uplift: z.number().min(0).max(1).describe('share of cases in which acting on it wins what would be lost, 0–1'),
  minutes: z.number().min(0).describe('of a person’s attention'),
  measured: z.boolean().default(false).describe('whether uplift was measured; a prior is shown as assumed'),
});

/** Front matter of a section. What `rules` must be, the code of its action says. */
export const frontMatterSchema = z.strictObject({
  action: z
    .string()
    .optional()
    .describe('row of the catalogue; without it the section is knowledge for people and answers'),
  rules: z.record(z.string(), z.unknown()).optional().describe('every threshold that the code of the action reads'),
  attention: attentionSchema.optional().describe('what the action is worth and costs, until it is measured'),
  cooldownDays: z.number().positive().optional().describe('days that a rejected or expired proposal rests'),
  status: z.enum(['on', 'off']).default('on').describe('off: the action proposes nothing, and says so'),
});

/** Front matter of an action that runs. */
export const actionFrontMatterSchema = frontMatterSchema.extend({ attention: attentionSchema });
export type ActionFrontMatter = z.output<typeof actionFrontMatterSchema>;

/** `playbook.yaml`: what holds for every action unless its own section says otherwise. */
export const companyWideSchema = z.strictObject({
  cooldownDays: z.number().positive().describe('days that a rejected or expired proposal rests'),
  prior: z
    .strictObject({ pWin: z.number().min(0).max(1), amount: z.number().min(0) })
    .describe('assumed where a deal’s own is not known'),
});

/** The front matter of a section by one of the schemas above. @throws PlaybookErrors with file and line */
export function frontMatterOf<S extends z.ZodType>(section: Section, schema: S): z.output<S> {
  const { id: name, frontMatter: value, provenance } = section;
  return dataOf({ name, value, provenance, locate: (path) => section.locate(path) }, schema);
}
