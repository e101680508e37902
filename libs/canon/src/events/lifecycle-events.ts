import { z } from 'zod';
import { defineEvent } from './definition';
import { action, subject } from './proposal';

/** Where deals stand, what is due and what is handed over, by orchestrator. */
const opportunityId = z.string().describe('Id of the deal in the CRM');

export const LIFECYCLE_EVENTS = [
  defineEvent({
    type: 'DealStageEntered',
    version: 1,
    topic: 'lifecycle.deal',
    key: 'deal/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'The lifecycle saw a deal enter a sub-stage.',
    schema: z.strictObject({
      opportunityId,
      subStage: z
        .string()
        .describe('Sub-stage of the seven-stage canon, `unknown` where the CRM’s stage is not mapped'),
      from: z.string().nullable().describe('Sub-stage before; null at the first'),
      missingCriteria: z.array(z.string()).describe('Readiness criteria of the playbook that are not met'),
    }),
  }),
  defineEvent({
    type: 'ActionRequested',
    version: 1,
    topic: 'lifecycle.request',
    key: '{action}:{subject}',
    writtenBy: ['orchestrator'],
    description: 'A lifecycle, a schedule or a person asks an agent to look.',
    schema: z.strictObject({
      requestId: z.string().describe('Nominal time or cause, so that a repeat is recognised'),
      action,
      subject,
      nominalTime: z.iso.datetime().describe('When it was due'),
      by: z.string().describe('Lifecycle, schedule or person that asks'),
      rhythm: z
        .enum(['daily', 'weekly', 'monthly'])
        .optional()
        .meta({ description: 'Which beat of the company asks; absent when a person does', extensible: true }),
    }),
  }),
  defineEvent({
    type: 'HandoffOpened',
    version: 1,
    topic: 'lifecycle.handoff',
    key: 'handoff/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'A deal was won: the account’s owner takes over.',
    schema: z.strictObject({
      opportunityId,
      accountId: z.string().nullable().describe('Account of the deal'),
      from: z.string().nullable().describe('Person who sold it'),
      to: z.string().nullable().describe('Person who takes over'),
      acknowledgeBy: z.iso.date().describe('Day by which they have to say so'),
    }),
  }),
] as const;
