import { z } from 'zod';
import { ACTION_NAMES, EFFECT_CLASSES, RECORDS, TIERS, type ActionName } from '@salesagent/canon/sales';
import { CHANNELS, CONTENT_CLASSES } from './content';
import { timeCondition } from './moment';
import { timeOfDay } from './time-of-day';

/** Whose decision it is: the owner of the account or the deal, the owner's manager, or operations. */
export const APPROVERS = ['owner', 'manager', 'operations_vp'] as const;
export type ApproverRole = (typeof APPROVERS)[number];

/** Fields of the CRM's records; a condition on any other would never hold. */
const FIELDS = [...new Set(Object.values(RECORDS).flatMap((fields) => Object.keys(fields)))] as [string, ...string[]];

const businessDays = z.int().min(1).max(60);
const share = z.number().gt(0).lt(1);
const approval = z.strictObject({
  approver: z.enum(APPROVERS),
  expiresInBusinessDays: businessDays,
  escalateTo: z.enum(APPROVERS).nullable(),
});

/**
 * When a refinement applies: every condition named must hold, and of a list any one entry. Amounts are in the
 * company's currency. Content, channel or time that is not known counts as one that is named.
 */
const condition = z
  .strictObject({
    actions: z
      .array(z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]))
      .min(1)
      .optional(),
    effects: z.array(z.enum(EFFECT_CLASSES)).min(1).optional(),
    tiers: z.array(z.enum(TIERS)).min(1).optional(),
    amountAtLeast: z.number().positive().optional(),
    fields: z.array(z.enum(FIELDS)).min(1).optional(),
    content: z.array(z.enum(CONTENT_CLASSES)).min(1).optional(),
    channels: z.array(z.enum(CHANNELS)).min(1).optional(),
    time: timeCondition.optional(),
  })
  .refine((c) => Object.keys(c).length > 0, { message: 'a refinement needs at least one condition' });
export type Condition = z.infer<typeof condition>;

/** What a refinement may say of what its condition holds for. */
const SAYS = ['ceiling', 'approver', 'secondApprover', 'selfApproval', 'expiresInBusinessDays'] as const;

export const refinementSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, 'an id is written in small letters, digits and hyphens'),
    when: condition,
    /** Only P or A: a refinement tightens. */
    ceiling: z.enum(['P', 'A']).optional(),
    approver: z.enum(APPROVERS).optional(),
    /** Four eyes: a second person, of this role, approves exactly the same. */
    secondApprover: z.enum(APPROVERS).optional(),
    /** False: who asked for it does not approve it, and who edits it is one of two. */
    selfApproval: z.literal(false).optional(),
    expiresInBusinessDays: businessDays.optional(),
    why: z.string().min(1),
  })
  .refine((r) => SAYS.some((name) => r[name] !== undefined), {
    message: `a refinement says at least one of ${SAYS.slice(0, -1).join(', ')} and ${SAYS.at(-1)}`,
  });
export type Refinement = z.infer<typeof refinementSchema>;

/** Notes and tasks: nothing a customer sees, and nothing that changes what people wrote. */
export const BULK_EFFECTS = ['log', 'task', 'insight'] as const;

const tierThreshold = z
  .strictObject({
    icpScore: z.number().min(0).max(100).optional(),
    employees: z.number().positive().optional(),
    revenue: z.number().positive().optional(),
  })
  .refine((t) => Object.keys(t).length > 0, { message: 'a tier needs at least one threshold' });

/** Name of a time zone of the IANA database. */
export const timeZone = z.string().refine(isTimeZone, 'a time zone is written as Europe/Amsterdam');

/** `policy.yaml` of a playbook: who decides what, within how long, and how attention is given out. */
export const policySchema = z.strictObject({
  effects: z.record(z.enum(EFFECT_CLASSES), approval),
  refinements: z.array(refinementSchema),
  docket: z.strictObject({
    decisionsPerRep: z.int().min(1).max(5),
    decisionsPerManager: z.int().min(1).max(10),
    /** Local time of the morning batch. */
    morning: timeOfDay,
    overflowExpiresInBusinessDays: businessDays,
    dismissedRestsDays: z.int().min(30),
    quarterEndQuietBusinessDays: z.int().min(0),
  }),
  attention: z.strictObject({ hourlyCost: z.number().positive() }),
  /** Share of the business days to decide after which a question also goes to the role it escalates to. */
  escalation: z.strictObject({ afterShare: share }).default({ afterShare: 0.5 }),
  /** What may be approved several at one stroke: only of these effect classes, and so many. */
  bulk: z
    .strictObject({ effects: z.array(z.enum(BULK_EFFECTS)), most: z.int().min(1).max(50) })
    .default({ effects: [...BULK_EFFECTS], most: 20 }),
  autonomy: z.strictObject({
    decisions: z.int().min(50),
    approvers: z.int().min(2),
    weeks: z.int().min(4),
    seededShare: z.number().min(0.05).max(1),
    bars: z.strictObject({ log: share, overwrite: share, stage: share, message: share }),
    undoneAtMost: z.number().min(0).max(0.03),
    /** Decisions of one approver that count on one day; the rest of a flood weighs nothing. */
    countedPerApproverDay: z.int().min(1).max(5),
    /** Share of the counted decisions that may be one approver's, 0–1. */
    oneApproverAtMost: z.number().gt(0).max(0.6),
    /** Days after a demotion in which nothing is promoted again. */
    coolDownDays: z.int().min(28),
    /** Share of what would run alone on T3 that is left alone, so that lift is measured, 0–1. */
    holdOutShare: z.number().min(0.1).max(0.5),
    /** Days after an action in which what became of the deal is its outcome. */
    outcomeDays: z.int().min(1).max(365),
  }),
  /** First tiering: an account reaching any threshold of T1 is T1, else of T2; nothing known stays T1; the rest is T3. */
  tiering: z.strictObject({ revenueUnit: z.number().positive(), T1: tierThreshold, T2: tierThreshold }),
  calendar: z.strictObject({
    timeZone,
    holidays: z.array(z.iso.date()),
    fiscalYearStartMonth: z.int().min(1).max(12),
  }),
});
export type Policy = z.infer<typeof policySchema>;

const { docket, attention, escalation, bulk, autonomy, tiering, calendar } = policySchema.shape;

/** What a company may change: more refinements, numbers that allow less, and facts about itself. */
export const policyOverrideSchema = z.strictObject({
  refinements: z.array(refinementSchema).optional(),
  docket: docket.partial().optional(),
  attention: attention.optional(),
  escalation: escalation.unwrap().optional(),
  bulk: bulk.unwrap().partial().optional(),
  autonomy: autonomy.extend({ bars: autonomy.shape.bars.partial() }).partial().optional(),
  tiering: tiering.optional(),
  calendar: calendar.partial().optional(),
});
export type PolicyOverride = z.infer<typeof policyOverrideSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
