import { z } from 'zod';
import {
  ACTION_NAMES,
  ACTIONS,
  compareSubStages,
  MEDDICC,
  SUB_STAGE_ORDER,
  type ActionName,
  type SubStage,
} from '@salesagent/canon/sales';
import { timeOfDay, WEEKDAYS } from './time-of-day';

/** Fields of a deal that a readiness criterion may ask for. */
export const READINESS_FIELDS = [
  'accountId',
  'ownerId',
  'contactId',
  'amount',
  'expectedCloseDate',
  'nextStepDate',
] as const;

const LETTERS = Object.keys(MEDDICC) as [string, ...string[]];
const days = z.int().min(1).max(366);

function actionsAbout(subject: string, allowed: readonly ActionName[]): z.ZodType<ActionName[]> {
  const message = `only an action about ${subject} can be asked for here: ${allowed.join(', ')}`;
  return z.array(z.enum(allowed as [ActionName, ...ActionName[]], { error: message }));
}
const about = (subject: string): ActionName[] => ACTION_NAMES.filter((name) => ACTIONS[name].subject === subject);
const dealActions = actionsAbout('a deal', about('opportunity'));
const accountActions = actionsAbout('an account', about('account'));
const anyActions = actionsAbout('the company or its records', ACTION_NAMES);

const stageDays = z.partialRecord(
  z.enum(SUB_STAGE_ORDER as readonly SubStage[] as [SubStage, ...SubStage[]], {
    error: `name a sub-stage of a deal: ${SUB_STAGE_ORDER.join(', ')}`,
  }),
  days,
);

/** What a hand-off can hand over of a deal that was won. */
export const HANDED_OVER = ['documents', 'meddicc', 'promises'] as const;
export type HandedOver = (typeof HANDED_OVER)[number];

const criterion = z
  .strictObject({
    from: z.enum(SUB_STAGE_ORDER as readonly SubStage[] as [SubStage, ...SubStage[]]),
    name: z.string().min(1),
    field: z.enum(READINESS_FIELDS).optional(),
    evidence: z.enum(LETTERS).optional(),
    atLeast: z.int().min(1).max(3).optional(),
  })
  .refine((c) => (c.field === undefined) !== (c.evidence === undefined), {
    message: 'a criterion names either a field or the MEDDICC evidence it asks for',
  })
  .refine((c) => (c.evidence === undefined) === (c.atLeast === undefined), {
    message: 'evidence needs atLeast (1 assumed by us, 2 said by the customer, 3 confirmed), a field does not',
    path: ['atLeast'],
  });
export type ReadinessCriterion = z.infer<typeof criterion>;

const accountRhythm = z.strictObject({
  everyDays: days,
  ask: accountActions,
  silence: z.strictObject({ days, ask: accountActions }),
});

/** `lifecycles.yaml` of a playbook: when agents look, and what a deal should have in each sub-stage. */
export const lifecyclesSchema = z.strictObject({
  deal: z.strictObject({
    noTouchDays: days,
    ask: dealActions,
    stall: z.strictObject({ days: stageDays, ask: dealActions }),
    meeting: z.strictObject({ hoursBefore: z.int().min(1).max(336), ask: dealActions }),
    closeDatePassed: z.strictObject({ ask: dealActions }),
  }),
  prospect: accountRhythm,
  customer: accountRhythm,
  renewal: z.strictObject({ daysBefore: z.array(days).min(1), ask: accountActions }),
  qbr: z.strictObject({ everyMonths: z.int().min(1).max(12), daysBefore: days, ask: accountActions }),
  handoff: z.strictObject({
    acknowledgeBusinessDays: z.int().min(1).max(60),
    handsOver: z.array(z.strictObject({ what: z.enum(HANDED_OVER), name: z.string().min(1) })).min(1),
  }),
  readiness: z.array(criterion),
  rhythm: z.strictObject({
    daily: z.strictObject({ at: timeOfDay, ask: anyActions }),
    weekly: z.strictObject({ at: timeOfDay, on: z.enum(WEEKDAYS), ask: anyActions }),
    // After the 28th a month may have no such day.
    monthly: z.strictObject({ at: timeOfDay, day: z.int().min(1).max(28), ask: anyActions }),
    // In the first month of a fiscal quarter, by the policy's calendar.
    quarterly: z.strictObject({ at: timeOfDay, day: z.int().min(1).max(28), ask: anyActions }),
  }),
});
export type Lifecycles = z.infer<typeof lifecyclesSchema>;

const known = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

function holds(criterion: ReadinessCriterion, fields: Readonly<Record<string, unknown>>): boolean {
  if (criterion.field !== undefined) return known(fields[criterion.field]);
  const level = (fields['meddicc'] as Record<string, unknown> | null | undefined)?.[criterion.evidence ?? ''];
  return typeof level === 'number' && level >= (criterion.atLeast ?? 1);
}

/** Criteria a deal lacks for the sub-stage it is in, in the playbook's order; closed deals are asked nothing. */
export function missingCriteria(
  readiness: readonly ReadinessCriterion[],
  subStage: string | null,
  fields: Readonly<Record<string, unknown>>,
): string[] {
  const stage = SUB_STAGE_ORDER.find((s) => s === subStage);
  if (!stage || compareSubStages(stage, '5.3') >= 0) return [];
  return readiness.filter((c) => compareSubStages(c.from, stage) <= 0 && !holds(c, fields)).map((c) => c.name);
}

/** Sub-stages a move forward left out; none for the first one a deal is seen in, and none for a move back. */
export function skippedSubStages(from: string | null, to: string | null): SubStage[] {
  const [first, last] = [from, to].map((name) => SUB_STAGE_ORDER.findIndex((s) => s === name)) as [number, number];
  return first < 0 ? [] : SUB_STAGE_ORDER.slice(first + 1, Math.max(last, first + 1));
}
