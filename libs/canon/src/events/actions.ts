import { z } from 'zod';
import { ACTION_NAMES, AGENTS, type ActionName } from '../sales/actions';
import { EFFECT_CLASSES, TIERS } from '../sales/tiers';
import type { Change } from '../sales/change';
import { defineEvent, sealedSchema } from './envelope';

/**
 * A proposal's life: proposed by an agent, given attention and decided by orchestrator, carried out by gateway.
 * The three write streams of their own, joined by `actionId`.
 */
const action = z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]);
const actionId = z.string().describe('{action}:{subject}:{episode}');

/** Where a statement comes from: a field of a record, or a passage of the playbook. */
export const evidenceSchema = z.strictObject({
  label: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null(), sealedSchema]),
  source: z.string().describe('`opportunity/ID#field`, `playbook:4-progression/stalled-deal-alert#anchor`, `kpi:…`'),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Expected value of a person's attention, with what is only assumed named in `priors`. */
export const attentionSchema = z.strictObject({
  pWin: z.number(),
  amount: z.number(),
  uplift: z.number(),
  minutes: z.number(),
  hourlyCost: z.number(),
  expectedValue: z.number(),
  priors: z.array(z.string()),
});
export type Attention = z.infer<typeof attentionSchema>;

const change = z.custom<Change>((v) => typeof v === 'object' && v !== null && 'kind' in v);

export const proposalSchema = z.strictObject({
  actionId,
  action,
  agent: z.enum(AGENTS),
  effect: z.enum(EFFECT_CLASSES),
  subject: z.string().describe('record reference, or `company`'),
  accountId: z.string().nullable(),
  ownerId: z.string().nullable().describe('whose day or decision it concerns: person id'),
  tier: z.enum(TIERS).describe('tier of the account when proposed; unknown counts as T1'),
  title: z.string(),
  why: z.string(),
  facts: z.record(z.string(), z.unknown()),
  evidence: z.array(evidenceSchema),
  citations: z.array(z.string()),
  draft: z.union([z.string(), sealedSchema]).nullable(),
  change,
  digest: z.string().describe('sha256 of the canonical JSON of action, subject and change'),
  recordVersion: z.int().nullable().describe('version of the subject record the proposal saw'),
  attention: attentionSchema,
  playbookVersion: z.string(),
  businessDate: z.iso.date(),
});
export type Proposal = z.infer<typeof proposalSchema>;

const AGENT = 'agents.action';
export const AGENT_EVENTS = [
  defineEvent({
    type: 'ActionProposed',
    version: 1,
    topic: AGENT,
    description: 'An agent proposes one exact change. Key: `{action}:{subject}`.',
    schema: proposalSchema,
  }),
  defineEvent({
    type: 'ProposalSuperseded',
    version: 1,
    topic: AGENT,
    description: 'New facts made an open proposal out of date; `by` is the next episode, if any.',
    schema: z.strictObject({ actionId, by: actionId.nullable(), reason: z.string() }),
  }),
  defineEvent({
    type: 'ActionPrepared',
    version: 1,
    topic: AGENT,
    description: 'The ceiling is P: the work is prepared and a person takes it from there.',
    schema: z.strictObject({ actionId, reason: z.string() }),
  }),
  defineEvent({
    type: 'ActionDeclined',
    version: 1,
    topic: AGENT,
    description: 'An agent was asked and did not propose, with the reason.',
    schema: z.strictObject({ action, subject: z.string(), requestId: z.string().nullable(), reason: z.string() }),
  }),
  defineEvent({
    type: 'InsightRecorded',
    version: 1,
    topic: 'agents.insight',
    description: 'An agent computed something about a record or the company. Key: `{action}:{subject}`.',
    schema: z.strictObject({
      action,
      subject: z.string(),
      businessDate: z.iso.date(),
      /** What the insight says: score, parts, risks, probability … */
      values: z.record(z.string(), z.unknown()),
      reasons: z.array(z.string()),
      citations: z.array(z.string()),
      playbookVersion: z.string(),
    }),
  }),
] as const;

const GATE = 'gate.action';
export const GATE_EVENTS = [
  defineEvent({
    type: 'ActionQueued',
    version: 1,
    topic: GATE,
    description: 'A proposal waits for attention. Key of all gate events: the action id.',
    schema: z.strictObject({ actionId, action, ownerId: z.string().nullable(), expectedValue: z.number() }),
  }),
  defineEvent({
    type: 'ActionAdmitted',
    version: 1,
    topic: GATE,
    description: 'A proposal was given attention: it enters a person’s inbox and its gate begins.',
    schema: z.strictObject({
      actionId,
      action,
      wave: z.string().nullable(),
      rank: z.int().positive().nullable(),
      assignee: z.strictObject({ role: z.string(), personId: z.string().nullable() }),
    }),
  }),
  defineEvent({
    type: 'ActionWithdrawn',
    version: 1,
    topic: GATE,
    description: 'The proposal left the docket or the gate without a decision; `prepared` when a ceiling P ended it.',
    schema: z.strictObject({ actionId, reason: z.string(), outcome: z.enum(['withdrawn', 'prepared']) }),
  }),
  defineEvent({
    type: 'ApprovalRequested',
    version: 1,
    topic: GATE,
    description: 'The gate asks a person.',
    schema: z.strictObject({
      actionId,
      digest: z.string(),
      policyVersion: z.string(),
      approver: z.strictObject({ role: z.string(), personId: z.string().nullable() }),
      expiresAt: z.iso.datetime(),
    }),
  }),
  defineEvent({
    type: 'ActionApproved',
    version: 1,
    topic: GATE,
    description: 'A person (or earned autonomy) approved exactly this digest.',
    schema: z.strictObject({
      actionId,
      decisionId: z.string(),
      by: z.string(),
      digest: z.string(),
      policyVersion: z.string(),
      evidenceOpened: z.boolean(),
      /** Present when the approver edited it: the change that `digest` stands for. */
      edited: change.optional(),
    }),
  }),
  defineEvent({
    type: 'ActionRejected',
    version: 1,
    topic: GATE,
    description: 'A person said no; the subject rests for the playbook’s cool-down.',
    schema: z.strictObject({ actionId, decisionId: z.string(), by: z.string(), reason: z.string() }),
  }),
  defineEvent({
    type: 'ActionExpired',
    version: 1,
    topic: GATE,
    description: 'Nobody decided in time. Expiry counts against nobody.',
    schema: z.strictObject({ actionId, reason: z.string() }),
  }),
  defineEvent({
    type: 'KillSwitchSet',
    version: 1,
    topic: 'gate.switch',
    description: 'Execution was stopped or allowed again for a scope; permits of an older epoch are void.',
    schema: z.strictObject({
      scope: z.string().describe('`all`, `agent/{agent}`, `action/{action}`, `account/{id}`'),
      stopped: z.boolean(),
      epoch: z.int(),
      by: z.string(),
      reason: z.string(),
    }),
  }),
  defineEvent({
    type: 'TieringSigned',
    version: 1,
    topic: 'gate.tiering',
    description: 'A person signed the first tiering of the company as one batch.',
    schema: z.strictObject({
      batchId: z.string(),
      by: z.string(),
      digest: z.string(),
      counts: z.record(z.enum(TIERS), z.int()),
    }),
  }),
] as const;

const EXECUTION = 'execution.action';
export const EXECUTION_EVENTS = [
  defineEvent({
    type: 'ExecutionStarted',
    version: 1,
    topic: EXECUTION,
    description: 'Gateway accepted a permit and begins. Key of all execution events: `execution-{actionId}`.',
    schema: z.strictObject({ actionId, digest: z.string(), permitId: z.string(), killEpoch: z.int() }),
  }),
  defineEvent({
    type: 'ActionExecuted',
    version: 1,
    topic: EXECUTION,
    description: 'It happened, once.',
    schema: z.strictObject({
      actionId,
      writes: z.array(
        z.strictObject({
          record: z.string(),
          before: z.record(z.string(), z.unknown()).nullable(),
          after: z.record(z.string(), z.unknown()),
          recordVersion: z.int(),
        }),
      ),
      undoable: z.boolean(),
      note: z.string().nullable(),
    }),
  }),
  defineEvent({
    type: 'ActionFailed',
    version: 1,
    topic: EXECUTION,
    description: 'It did not happen, with the reason.',
    schema: z.strictObject({ actionId, reason: z.string(), code: z.string() }),
  }),
  defineEvent({
    type: 'ActionOutcomeUnknown',
    version: 1,
    topic: EXECUTION,
    description: 'It may or may not have happened; being resolved by external key, else by a person.',
    schema: z.strictObject({ actionId, reason: z.string() }),
  }),
  defineEvent({
    type: 'ActionUndone',
    version: 1,
    topic: EXECUTION,
    description: 'An executed change was taken back; the record had not been touched since.',
    schema: z.strictObject({ actionId, by: z.string(), reason: z.string() }),
  }),
] as const;

const LIFECYCLE = 'lifecycle.deal';
export const LIFECYCLE_EVENTS = [
  defineEvent({
    type: 'DealStageEntered',
    version: 1,
    topic: LIFECYCLE,
    description: 'The lifecycle saw a deal enter a sub-stage. Key: `deal/{opportunityId}`.',
    schema: z.strictObject({
      opportunityId: z.string(),
      subStage: z.string(),
      from: z.string().nullable(),
      missingCriteria: z.array(z.string()),
    }),
  }),
  defineEvent({
    type: 'ActionRequested',
    version: 1,
    topic: 'lifecycle.request',
    description: 'A lifecycle, a schedule or a person asks an agent to look. Key: `{action}:{subject}`.',
    schema: z.strictObject({
      requestId: z.string().describe('nominal time or cause, so that a repeat is recognised'),
      action,
      subject: z.string(),
      nominalTime: z.iso.datetime(),
      by: z.string(),
      rhythm: z
        .enum(['daily', 'weekly', 'monthly'])
        .optional()
        .describe('which beat of the company asks; absent when a person does'),
    }),
  }),
  defineEvent({
    type: 'HandoffOpened',
    version: 1,
    topic: 'lifecycle.handoff',
    description: 'A deal was won: the account’s owner takes over. Key: `handoff/{opportunityId}`.',
    schema: z.strictObject({
      opportunityId: z.string(),
      accountId: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      acknowledgeBy: z.iso.date(),
    }),
  }),
] as const;

const curve = z.strictObject({
  /** Number of deals the curve rests on. */
  n: z.int(),
  won: z.int(),
  lost: z.int(),
  oldestWonDays: z.int().nullable(),
  /** 80th percentile of the won deals' age, in days. */
  wonP80Days: z.number().nullable(),
  medianWonDays: z.number().nullable(),
  /** By age in whole days: P(win eventually | open at this age), without season. */
  winByAge: z.array(z.number()),
  /** Multiplier on the win odds by month of the fiscal quarter (1–3) of closing, with n. */
  season: z.array(z.strictObject({ month: z.int(), multiplier: z.number(), n: z.int(), winRate: z.number() })),
  meanWonValue: z.number().nullable(),
});
export const winCurveSchema = z.strictObject({
  curveVersion: z.string(),
  asOf: z.iso.date(),
  company: curve,
  segments: z.record(z.string(), curve),
});
export type WinCurve = z.infer<typeof winCurveSchema>;
export type SegmentCurve = z.infer<typeof curve>;

export const KPI_EVENTS = [
  defineEvent({
    type: 'WinCurveFitted',
    version: 1,
    topic: 'kpi.curve',
    description: 'How deals of this company are won and lost with age and season. Key: `curve/{company}`.',
    schema: winCurveSchema,
  }),
  defineEvent({
    type: 'KpiMeasured',
    version: 1,
    topic: 'kpi.snapshot',
    description: 'KPIs of a period as numerator and denominator, never only a ratio. Key: `kpi/{period}`.',
    schema: z.strictObject({
      asOf: z.iso.date(),
      period: z.string(),
      currency: z.string(),
      formulaVersion: z.string(),
      kpis: z.record(
        z.string(),
        z.strictObject({
          value: z.number().nullable(),
          numerator: z.number().nullable(),
          denominator: z.number().nullable(),
          n: z.int(),
          missing: z.string().nullable(),
        }),
      ),
    }),
  }),
  defineEvent({
    type: 'ForecastMade',
    version: 1,
    topic: 'kpi.forecast',
    description: 'A forecast as of a day. Key: `forecast/{quarter}`.',
    schema: z.strictObject({
      asOf: z.iso.date(),
      periodStart: z.iso.date(),
      periodEnd: z.iso.date(),
      p10: z.number(),
      p50: z.number(),
      p90: z.number(),
      closedSoFar: z.number(),
      openDeals: z.int(),
      curveVersion: z.string(),
    }),
  }),
  defineEvent({
    type: 'OutcomeObserved',
    version: 1,
    topic: 'kpi.outcome',
    description: 'What became of a deal after an executed action. Key: `outcome/{actionId}`.',
    schema: z.strictObject({ actionId, outcome: z.string(), observedAt: z.iso.date() }),
  }),
] as const;
