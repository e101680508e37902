import { z } from 'zod';
import { defineEvent } from './definition';
import { action, subject } from './proposal';

/** Where deals stand, what is due and what is handed over, by orchestrator. */
const opportunityId = z.string().describe('Id of the deal in the CRM');
const subStage = z
  .string()
  .describe('Sub-stage of the seven-stage canon, `unknown` where the CRM’s stage is not mapped');
const accountId = z.string().nullable().describe('Account of the deal');
const takesOver = z.string().nullable().describe('Person who takes over');
const acknowledgeBy = z.iso.date().describe('Day by which they have to say so');

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
      subStage,
      from: z.string().nullable().describe('Sub-stage before; null at the first'),
      missingCriteria: z.array(z.string()).describe('Readiness criteria of the playbook that are not met'),
    }),
  }),
  defineEvent({
    type: 'ReadinessQuestioned',
    version: 1,
    topic: 'lifecycle.deal',
    key: 'deal/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'A deal entered a sub-stage without what the playbook asks for there. It stays; its owner is asked.',
    schema: z.strictObject({
      opportunityId,
      subStage,
      from: z.string().nullable().describe('Sub-stage before; null for a new deal'),
      skipped: z.array(z.string()).describe('Sub-stages the move left out'),
      missingCriteria: z.array(z.string()).describe('Readiness criteria of the playbook that are not met'),
      askedOf: z.string().nullable().describe('Person who is asked: the owner of the deal'),
    }),
  }),
  defineEvent({
    type: 'DealReopened',
    version: 1,
    topic: 'lifecycle.deal',
    key: 'deal/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'A deal that was closed is open again; its lifecycle goes on in a new run.',
    schema: z.strictObject({
      opportunityId,
      subStage,
      closedAs: z.string().describe('How it had ended: `won`, `lost`, or `gone` when it was not in the CRM'),
      closedAt: z.iso.datetime().describe('When its lifecycle saw it closed'),
      run: z.int().min(2).describe('Which run of its lifecycle begins: 2 after the first time it is open again'),
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
      because: z
        .string()
        .optional()
        .describe(
          'What was due in a lifecycle: `silence`, `stall`, `meeting:{activity}`, `close-date`, `cadence`, ' +
            '`renewal:{contract}:{days before}` or `qbr:{contract}`',
        ),
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
      accountId,
      from: z.string().nullable().describe('Person who sold it'),
      to: takesOver,
      acknowledgeBy,
      handedOver: z
        .array(
          z.strictObject({
            what: z
              .enum(['documents', 'meddicc', 'promises'])
              .meta({ description: 'Kind of what is handed over', extensible: true }),
            name: z.string().describe('What the playbook calls it'),
            records: z.array(z.string()).describe('Records it consists of, as `{type}/{id}`'),
            evidence: z
              .record(z.string(), z.number())
              .optional()
              .describe('MEDDICC evidence 0–3 by letter, where that is what is handed over'),
          }),
        )
        .optional()
        .describe('What is handed over, by the playbook’s list'),
    }),
  }),
  defineEvent({
    type: 'HandoffAcknowledged',
    version: 1,
    topic: 'lifecycle.handoff',
    key: 'handoff/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'The person who takes over a deal that was won has seen what is handed over.',
    schema: z.strictObject({
      opportunityId,
      accountId,
      by: z.string().describe('Person who took over'),
      late: z.boolean().describe('Whether the day to say so was over'),
    }),
  }),
  defineEvent({
    type: 'HandoffOverdue',
    version: 1,
    topic: 'lifecycle.handoff',
    key: 'handoff/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'Nobody acknowledged a hand-off in time: the manager of whoever takes over is asked.',
    schema: z.strictObject({
      opportunityId,
      accountId,
      to: takesOver,
      acknowledgeBy,
      askedOf: z.string().nullable().describe('Manager who is asked; null where none is known'),
    }),
  }),
  defineEvent({
    type: 'HandoffLapsed',
    version: 1,
    topic: 'lifecycle.handoff',
    key: 'handoff/{opportunityId}',
    writtenBy: ['orchestrator'],
    description: 'A hand-off that nobody has acknowledged is void: its deal is open again.',
    schema: z.strictObject({ opportunityId, accountId, reason: z.string().describe('Why') }),
  }),
] as const;
