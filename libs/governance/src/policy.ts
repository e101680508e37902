import { z } from 'zod';
import { ACTION_NAMES, EFFECT_CLASSES, TIERS, type ActionName } from '@salesagent/canon/sales';

/** Whose decision it is: the owner of the account or the deal, the owner's manager, or operations. */
export const APPROVERS = ['owner', 'manager', 'operations_vp'] as const;
export type ApproverRole = (typeof APPROVERS)[number];

const businessDays = z.int().min(1).max(60);
const share = z.number().gt(0).lt(1);
const approval = z.strictObject({
  approver: z.enum(APPROVERS),
  expiresInBusinessDays: businessDays,
  escalateTo: z.enum(APPROVERS).nullable(),
});

/** When a refinement applies: every condition named must hold. Amounts are in the company's currency. */
const condition = z
  .strictObject({
    actions: z
      .array(z.enum(ACTION_NAMES as [ActionName, ...ActionName[]]))
      .min(1)
      .optional(),
    effects: z.array(z.enum(EFFECT_CLASSES)).min(1).optional(),
    tiers: z.array(z.enum(TIERS)).min(1).optional(),
    amountAtLeast: z.number().positive().optional(),
    fields: z.array(z.string()).min(1).optional(),
  })
  .refine((c) => Object.keys(c).length > 0, { message: 'a refinement needs at least one condition' });

export const refinementSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  when: condition,
  /** Only P or A: a refinement tightens. */
  ceiling: z.enum(['P', 'A']).optional(),
  approver: z.enum(APPROVERS).optional(),
  expiresInBusinessDays: businessDays.optional(),
  why: z.string().min(1),
});
export type Refinement = z.infer<typeof refinementSchema>;

const tierThreshold = z
  .strictObject({
    icpScore: z.number().min(0).max(100).optional(),
    employees: z.number().positive().optional(),
    revenue: z.number().positive().optional(),
  })
  .refine((t) => Object.keys(t).length > 0, { message: 'a tier needs at least one threshold' });

/** `policy.yaml` of a playbook: who decides what, within how long, and how attention is given out. */
export const policySchema = z.strictObject({
  effects: z.record(z.enum(EFFECT_CLASSES), approval),
  refinements: z.array(refinementSchema),
  docket: z.strictObject({
    decisionsPerRep: z.int().min(1).max(5),
    decisionsPerManager: z.int().min(1).max(10),
    /** Local time of the morning batch. */
    morning: z.string().regex(/^\d\d:\d\d$/),
    overflowExpiresInBusinessDays: businessDays,
    dismissedRestsDays: z.int().min(30),
    quarterEndQuietBusinessDays: z.int().min(0),
  }),
  attention: z.strictObject({ hourlyCost: z.number().positive() }),
  autonomy: z.strictObject({
    decisions: z.int().min(50),
    approvers: z.int().min(2),
    weeks: z.int().min(4),
    seededShare: z.number().min(0.05).max(1),
    bars: z.strictObject({ log: share, overwrite: share, stage: share, message: share }),
    undoneAtMost: z.number().min(0).max(0.03),
  }),
  /** First tiering: an account reaching any threshold of T1 is T1, else of T2; nothing known stays T1; the rest is T3. */
  tiering: z.strictObject({ revenueUnit: z.number().positive(), T1: tierThreshold, T2: tierThreshold }),
  calendar: z.strictObject({
    timeZone: z.string(),
    holidays: z.array(z.iso.date()),
    fiscalYearStartMonth: z.int().min(1).max(12),
  }),
});
export type Policy = z.infer<typeof policySchema>;

export class PolicyLoosened extends Error {
  constructor(readonly problems: string[]) {
    super(`A company's policy may tighten the base policy, never loosen it: ${problems.join('; ')}`);
    this.name = 'PolicyLoosened';
  }
}

/** What a company may change: more refinements, and numbers that allow less. */
export const policyOverrideSchema = z.strictObject({
  refinements: z.array(refinementSchema).optional(),
  docket: policySchema.shape.docket.partial().optional(),
  attention: policySchema.shape.attention.optional(),
  autonomy: policySchema.shape.autonomy.partial().optional(),
  tiering: policySchema.shape.tiering.optional(),
  calendar: policySchema.shape.calendar.partial().optional(),
});
export type PolicyOverride = z.infer<typeof policyOverrideSchema>;

/**
 * The base policy with a company's override on top. Refinements are added (each can only tighten); caps and bars
 * may only move to the stricter side.
 * @throws PolicyLoosened naming every value that would allow more than the base
 */
export function tightenPolicy(base: Policy, override: PolicyOverride): Policy {
  const problems: string[] = [];
  const atMost = (path: string, now: number | undefined, before: number): void => {
    if (now !== undefined && now > before) problems.push(`${path} is ${now}, the base allows at most ${before}`);
  };
  const atLeast = (path: string, now: number | undefined, before: number): void => {
    if (now !== undefined && now < before) problems.push(`${path} is ${now}, the base asks for at least ${before}`);
  };
  const { docket, autonomy } = override;
  atMost('docket.decisionsPerRep', docket?.decisionsPerRep, base.docket.decisionsPerRep);
  atMost('docket.decisionsPerManager', docket?.decisionsPerManager, base.docket.decisionsPerManager);
  atMost(
    'docket.overflowExpiresInBusinessDays',
    docket?.overflowExpiresInBusinessDays,
    base.docket.overflowExpiresInBusinessDays,
  );
  atLeast('docket.dismissedRestsDays', docket?.dismissedRestsDays, base.docket.dismissedRestsDays);
  atLeast(
    'docket.quarterEndQuietBusinessDays',
    docket?.quarterEndQuietBusinessDays,
    base.docket.quarterEndQuietBusinessDays,
  );
  for (const name of ['decisions', 'approvers', 'weeks', 'seededShare'] as const)
    atLeast(`autonomy.${name}`, autonomy?.[name], base.autonomy[name]);
  atMost('autonomy.undoneAtMost', autonomy?.undoneAtMost, base.autonomy.undoneAtMost);
  for (const name of ['log', 'overwrite', 'stage', 'message'] as const)
    atLeast(`autonomy.bars.${name}`, autonomy?.bars?.[name], base.autonomy.bars[name]);
  if (problems.length > 0) throw new PolicyLoosened(problems);
  return {
    ...base,
    refinements: [...base.refinements, ...(override.refinements ?? [])],
    docket: { ...base.docket, ...docket },
    attention: override.attention ?? base.attention,
    autonomy: { ...base.autonomy, ...autonomy },
    tiering: override.tiering ?? base.tiering,
    calendar: { ...base.calendar, ...override.calendar },
  };
}
