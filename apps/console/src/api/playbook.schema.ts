import { z } from 'zod';
import { passagesSchema } from './passages.schema';
import { rejectionSchema } from './rejection.schema';

export const playbookFilesSchema = z
  .array(
    z.object({
      file: z.string().min(1).max(200).describe('from the company’s folder on: `4-progression/deal-risk.md`'),
      text: z.string().max(200_000).describe('Markdown with front matter, or YAML'),
    }),
  )
  .max(200)
  .meta({ id: 'PlaybookFiles' });
export type PlaybookFiles = z.infer<typeof playbookFilesSchema>;

const counts = z.object({ subjects: z.int(), deals: z.int().describe('open deals among them') });

export const playbookProposalSchema = z
  .object({
    proposalId: z.string(),
    version: z.string(),
    replaces: z.string().describe('version in force when it was proposed; it can take the place of no other'),
    digest: z.string().describe('SHA-256 of the files: what the signature binds'),
    reason: z.string(),
    by: z.string(),
    proposedAt: z.string(),
    changes: z.array(z.string()).describe('rules with both values, passages and sections'),
    affected: counts.nullable().describe('records of which an action would decide otherwise, when it was proposed'),
  })
  .meta({ id: 'PlaybookProposal' });
export const rejectedPlaybookSchema = playbookProposalSchema
  .extend({ rejection: rejectionSchema })
  .meta({ id: 'RejectedPlaybook' });
export type PlaybookProposal = z.infer<typeof playbookProposalSchema>;

export const whoseSchema = z
  .enum(['firm', 'company', 'both'])
  .describe('whose words it is: the firm’s, the company’s own, or the firm’s with the company’s over it');

export const sectionActionSchema = z
  .object({
    id: z.string(),
    state: z.enum(['on', 'off', 'planned']).describe('planned: written, and no code reads it so far'),
    reason: z.string().nullable().describe('why it is off'),
  })
  .meta({ id: 'PlaybookSectionAction' });
export type SectionAction = z.infer<typeof sectionActionSchema>;

export const playbookSchema = z
  .object({
    company: z.string().describe('slug'),
    version: z.string().describe('hash of every section and data file in force'),
    origin: z.enum(['playbooks', 'published']).describe('the company’s folder, or signed by two people'),
    published: z
      .object({
        proposalId: z.string(),
        version: z.string().describe('as signed; another than in force where the firm’s playbook changed since'),
        digest: z.string(),
        reason: z.string(),
        by: z.string(),
        proposedAt: z.string(),
        signedBy: z.string(),
        signedAt: z.string(),
      })
      .nullable(),
    sections: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        version: z.string(),
        files: z.array(z.string()).describe('that say something of it'),
        whose: whoseSchema,
        action: sectionActionSchema
          .nullable()
          .describe('that follows it; null: it is read by people and other sections'),
      }),
    ),
    proposals: z.array(playbookProposalSchema).describe('what waits for a second signature'),
    rejected: z
      .array(rejectedPlaybookSchema)
      .describe('the last 20 that were proposed over the playbook in force and rejected or withdrawn, the last first'),
    services: z
      .array(
        z.object({
          service: z.string(),
          version: z.string().nullable().describe('it acts by; null: it does not answer'),
          off: z
            .array(z.object({ action: z.string(), reason: z.string() }))
            .describe('actions that do nothing, and why'),
        }),
      )
      .describe('the agents, by their own word'),
    // What of it, and of the company's documents, can be searched.
    passages: passagesSchema,
  })
  .meta({ id: 'Playbook' });

/** What orchestrator says of it; the console adds the rest. */
export type PlaybookInForceView = Omit<PlaybookView, 'sections' | 'services' | 'passages' | 'rejected'> & {
  /** Not said by an orchestrator of the release before. */
  rejected?: PlaybookView['rejected'];
  sections: { id: string; title: string; action: string | null; version: string; files: string[] }[];
};
export type PlaybookView = z.infer<typeof playbookSchema>;
export type Whose = z.infer<typeof whoseSchema>;

export type PlaybookOfService = z.infer<typeof playbookSchema>['services'][number];

export const playbookAffectedBodySchema = z
  .object({
    files: playbookFilesSchema.optional().describe('everything the company has over the firm’s playbook'),
    version: z.string().min(1).optional().describe('of a proposal that waits, instead of files'),
  })
  .refine(({ files: given, version }) => (given === undefined) !== (version === undefined), {
    message: 'give files or the version of a proposal',
  })
  .meta({ id: 'PlaybookAffectedBody' });

const affectedAction = z.object({
  action: z.string(),
  agent: z.string(),
  changes: z.array(z.string()).describe('of its section, or of what holds for all'),
  off: z
    .object({ before: z.string().nullable(), after: z.string().nullable() })
    .describe('why it is off by either playbook; null: on'),
  looked: z.int().describe('records it was asked about: all that are its subject now'),
  counts: z
    .object({ new: z.int(), gone: z.int(), changed: z.int(), worded: z.int(), weighed: z.int() })
    .describe(
      'of those you may see; worded: other words or terms, an open proposal stands; weighed: worth more or less',
    ),
  subjects: z.array(
    z.object({
      subject: z.string(),
      label: z.string(),
      change: z.enum(['new', 'gone', 'changed', 'worded', 'weighed']),
      before: z.string().nullable().describe('null: nothing'),
      after: z.string().nullable(),
    }),
  ),
  leftOut: z.int().describe('counted and not named'),
  failures: z.object({ count: z.int(), first: z.string() }).nullable().describe('records it could not be asked about'),
});
export type AffectedActionView = z.infer<typeof affectedAction>;

export const playbookAffectedSchema = z
  .object({
    inForce: z.string(),
    candidate: z.string(),
    changes: z.array(z.string()),
    subjects: z.int().describe('records you may see of which an action would decide otherwise'),
    deals: z.int().describe('open deals among them'),
    actions: z.array(affectedAction).describe('every action that reads something of what changes'),
    others: z
      .array(z.object({ service: z.string(), inForce: z.string() }))
      .describe(
        'services that act by another playbook than orchestrator: they have another folder, or have yet to take it up',
      ),
  })
  .meta({ id: 'PlaybookAffected' });
export type PlaybookAffected = z.infer<typeof playbookAffectedSchema>;

export const playbookProposalBodySchema = z
  .object({ files: playbookFilesSchema, reason: z.string().trim().min(1).max(2000), affected: counts.optional() })
  .meta({ id: 'PlaybookProposalBody' });
export const playbookSignBodySchema = z.object({ version: z.string().min(1) }).meta({ id: 'PlaybookSignBody' });
export const playbookSignedSchema = z
  .object({ version: z.string(), replaces: z.string(), digest: z.string() })
  .meta({ id: 'PlaybookSigned' });
