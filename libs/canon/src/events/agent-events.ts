import { documentPassageSchema } from './document-passage';
import { z } from 'zod';
import { defineEvent, type EventDefinition } from './definition';
import { AGENTS } from '../sales/actions';
import { action, actionId, businessDate, playbookVersion, proposalSchema, subject, values } from './proposal';

/** What agents say: proposals and insights. Both share keys, so their sequences run on from one to the other. */
const said = <S extends z.ZodType>(
  type: string,
  description: string,
  schema: S,
  topic = 'agents.action',
): EventDefinition<S> =>
  defineEvent({ type, version: 1, topic, key: '{action}:{subject}', writtenBy: AGENTS, description, schema });

export const AGENT_EVENTS = [
  said('ActionProposed', 'An agent proposes one exact change.', proposalSchema),
  said(
    'ProposalSuperseded',
    'New facts made an open proposal out of date; `by` is the next episode, if any.',
    z.strictObject({
      actionId,
      by: z.string().nullable().describe('Action id of the next episode'),
      reason: z.string().describe('What changed'),
    }),
  ),
  said(
    'ActionPrepared',
    'The ceiling is P: the work is prepared and a person takes it from there.',
    z.strictObject({ actionId, reason: z.string().describe('Why it goes no further') }),
  ),
  said(
    'ActionDeclined',
    'An agent was asked and did not propose, with the reason.',
    z.strictObject({
      action,
      subject,
      requestId: z.string().nullable().describe('Request it answers'),
      reason: z.string().describe('Why not'),
    }),
  ),
  said(
    'InsightRecorded',
    'An agent computed something about a record or the company.',
    z.strictObject({
      action,
      subject,
      businessDate,
      values: values.describe('What the insight says: score, parts, risks, probability (0–1) …'),
      reasons: z.array(z.string()).describe('Why, in sentences'),
      citations: z.array(z.string()).describe('Passages of the playbook and of documents'),
      documents: z.array(documentPassageSchema).optional().describe('Passages of documents that it rests on'),
      playbookVersion,
    }),
    'agents.insight',
  ),
] as const;
