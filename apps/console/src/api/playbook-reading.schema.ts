import { z } from 'zod';
import { playbookFilesSchema, playbookProposalSchema, sectionActionSchema, whoseSchema } from './playbook.schema';

const place = { file: z.string(), line: z.int(), whose: whoseSchema };
export const playbookSectionSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    playbook: z.string().describe('version of the playbook that it is quoted from'),
    files: z.array(z.string()),
    whose: whoseSchema,
    action: sectionActionSchema.nullable(),
    rules: z
      .array(z.object({ path: z.array(z.string()), value: z.unknown(), ...place }))
      .describe('each value that code or a review reads, with the line that sets it'),
    passages: z.array(z.object({ id: z.string(), title: z.string(), text: z.string(), ...place })),
  })
  .meta({ id: 'PlaybookSection' });
export type PlaybookSectionView = z.infer<typeof playbookSectionSchema>;

export const playbookProposalReadSchema = playbookProposalSchema
  .extend({
    passages: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          change: z.enum(['added', 'removed', 'changed']),
          before: z.string().nullable().describe('Markdown in force; null: it is new'),
          after: z.string().nullable().describe('Markdown proposed; null: it is gone'),
        }),
      )
      .describe('each passage that it words otherwise'),
  })
  .meta({ id: 'PlaybookProposalRead' });
export type PlaybookProposalRead = z.infer<typeof playbookProposalReadSchema>;

export const playbookFolderSchema = z
  .object({
    folder: z.string().describe('below the playbooks folder: `companies/acme`'),
    files: playbookFilesSchema.describe(
      'everything in it that can be published, as it lies there now; drafts are left out',
    ),
    differs: z.boolean().describe('from what is in force'),
  })
  .meta({ id: 'PlaybookFolder' });
export type PlaybookFolder = z.infer<typeof playbookFolderSchema>;
