import type { Ceiling, EffectClass } from '@salesagent/canon/sales';
import { EFFECT_CLASSES, TIERS } from '@salesagent/canon/sales';
import { decisionTable } from './decision-table';
import type { TimeCondition } from './moment';
import type { ApproverRole, Condition, Policy, Refinement } from './policy';

export const APPROVER_IN_WORDS: Readonly<Record<ApproverRole, string>> = {
  owner: 'owner',
  manager: 'manager',
  operations_vp: 'operations',
};

export const CEILING_IN_WORDS: Readonly<Record<Ceiling, string>> = {
  P: 'prepared only',
  A: 'a person approves each',
  M: 'may run alone once earned',
};

/** One line of the decision table for people: an effect class with its ceilings and who decides. */
export interface TableLine {
  effect: EffectClass;
  /** `T1 P · T2 A · T3 A` */
  ceilings: string;
  approver: string;
  expiresInBusinessDays: number;
  escalateTo: string | null;
  /** Ids of the refinements that may tighten it, with the tiers where they do not hold on all. */
  refinements: string[];
}

export function tableInWords(policy: Policy): TableLine[] {
  const table = decisionTable(policy);
  return EFFECT_CLASSES.map((effect) => {
    const cells = TIERS.map((tier) => table.cell(effect, tier));
    const { approver, escalateTo, expiresInBusinessDays } = cells[0]!;
    const refinements = policy.refinements.flatMap((r) => {
      const on = cells.filter((c) => c.refinements.includes(r)).map((c) => c.tier);
      return on.length === 0 ? [] : [on.length === TIERS.length ? r.id : `${r.id} (${on.join(', ')})`];
    });
    return {
      effect,
      ceilings: cells.map((c) => `${c.tier} ${c.ceiling}`).join(' · '),
      approver: APPROVER_IN_WORDS[approver],
      expiresInBusinessDays,
      escalateTo: escalateTo && APPROVER_IN_WORDS[escalateTo],
      refinements,
    };
  });
}

/** `terms on T1 or T2, of 100,000 or more → manager` */
export function refinementInWords(refinement: Refinement): string {
  const { ceiling, approver, secondApprover, selfApproval, expiresInBusinessDays: days } = refinement;
  const says = [
    ...(ceiling ? [CEILING_IN_WORDS[ceiling]] : []),
    ...(approver ? [`${APPROVER_IN_WORDS[approver]} decides`] : []),
    ...(secondApprover ? [`${APPROVER_IN_WORDS[secondApprover]} approves the same as a second person`] : []),
    ...(selfApproval === false ? ['nobody approves their own'] : []),
    ...(days === undefined ? [] : [`within ${days} business ${days === 1 ? 'day' : 'days'}`]),
  ];
  return `${conditionInWords(refinement.when)} → ${says.join(', ')}`;
}

export function conditionInWords(when: Condition): string {
  const or = (values: readonly string[]): string => values.join(' or ');
  const what = or([...(when.actions ?? []), ...(when.actions ? [] : (when.effects ?? []))]) || 'anything';
  return [
    `${what}${when.tiers ? ` on ${or(when.tiers)}` : ''}`,
    ...(when.actions && when.effects ? [`as ${or(when.effects)}`] : []),
    ...(when.amountAtLeast === undefined ? [] : [`of ${when.amountAtLeast.toLocaleString('en-US')} or more`]),
    ...(when.fields ? [`that sets ${or(when.fields)}`] : []),
    ...(when.content ? [`that holds ${or(when.content)}`] : []),
    ...(when.channels ? [`by ${or(when.channels)}`] : []),
    ...(when.time ? [timeInWords(when.time)] : []),
  ].join(', ');
}

function timeInWords(time: TimeCondition): string {
  const days = time.lastBusinessDaysOfQuarter;
  return [
    ...(time.weekdays ? [`on ${time.weekdays.join(' or ')}`] : []),
    ...(time.businessDay === undefined ? [] : [time.businessDay ? 'on business days' : 'on weekends and holidays']),
    ...(time.from === undefined ? [] : [`from ${time.from} until ${time.until}`]),
    ...(days === undefined
      ? []
      : [days === 1 ? 'on the last business day of a quarter' : `in the last ${days} business days of a quarter`]),
  ].join(' ');
}
