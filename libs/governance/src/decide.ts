import type { ActionName, Ceiling, Change, EffectClass, Tier } from '@salesagent/canon/sales';
import { stricterTier } from '@salesagent/canon/sales';
import { isEarnable } from './autonomy';
import { stricterCeiling } from './ceilings';
import type { Substance } from './content';
import { decisionTable } from './decision-table';
import { isWithin, type FiscalCalendar, type Moment } from './moment';
import { APPROVERS, type ApproverRole, type Policy, type Refinement } from './policy';
import { rankOf } from './tighten';

export interface Request extends Substance {
  action: ActionName;
  effect: EffectClass;
  /** Tier recorded with the proposal and tier now; unknown counts as T1. */
  tierProposed: Tier | null;
  tierNow: Tier | null;
  /** Money the change speaks of, in the company's currency; 0 when none. */
  amount: number;
  /** CRM fields the change sets. */
  fields: readonly string[];
  /** When it is decided; null = not known, and then every condition on the time holds. */
  moment: Moment | null;
  /** Whether this company × action × tier has earned to run alone, signed by a person. */
  autonomyEarned: boolean;
}

export type Mode = 'prepare' | 'approve' | 'autonomous';

export interface Ruling {
  mode: Mode;
  tier: Tier;
  ceiling: Ceiling;
  approver: { role: ApproverRole };
  /** Four eyes: whose approval of the same it needs besides; null = one person decides. */
  secondApprover: ApproverRole | null;
  /** False: who asked for it does not approve it, and who edits it is one of two. */
  selfApproval: boolean;
  /** Who is asked besides when part of the time is over; always above the approver. */
  escalateTo: ApproverRole | null;
  expiresInBusinessDays: number;
  /** Ids of what decided: the ceiling, then every refinement that applied. */
  rule: string;
  /** Ids of the refinements that applied. */
  refinements: string[];
  why: string[];
}

/** Fields a change sets, as a policy condition sees them. */
export function fieldsOf(change: Change): string[] {
  switch (change.kind) {
    case 'fields':
    case 'record':
      return Object.keys(change.set);
    case 'fields-batch':
      return [...change.fields];
    default:
      return [];
  }
}

/** Effect class and tier are the cell's; what is not known of the request counts as one that is named. */
function applies({ when }: Refinement, request: Request, calendar: FiscalCalendar): boolean {
  const { content, channel, moment } = request;
  return (
    (when.actions?.includes(request.action) ?? true) &&
    (when.amountAtLeast === undefined || request.amount >= when.amountAtLeast) &&
    (when.fields === undefined || when.fields.some((f) => request.fields.includes(f))) &&
    (when.content === undefined || content === null || when.content.some((c) => content.includes(c))) &&
    (when.channels === undefined || channel === null || when.channels.includes(channel)) &&
    (when.time === undefined || moment === null || isWithin(when.time, moment, calendar))
  );
}

/** The approver higher up; a refinement cannot hand a decision down. */
function higher(a: ApproverRole, b: ApproverRole): ApproverRole {
  return rankOf(a) >= rankOf(b) ? a : b;
}

/** The next role up; operations has none above it. */
export function roleAbove(role: ApproverRole): ApproverRole | null {
  return APPROVERS[rankOf(role) + 1] ?? null;
}

/** Where a refinement raised the approver to whom it would escalate, it escalates one further up. */
function escalation(to: ApproverRole | null, approver: ApproverRole): ApproverRole | null {
  return to === null || rankOf(to) > rankOf(approver) ? to : roleAbove(approver);
}

/**
 * What policy says about one action: prepare only, ask whom and for how long, or run alone. Starts at the ceiling
 * of effect class × stricter tier; refinements can only tighten it.
 */
export function decide(policy: Policy, request: Request): Ruling {
  const tier = stricterTier(request.tierProposed, request.tierNow);
  const table = decisionTable(policy);
  const cell = table.cell(request.effect, tier);
  const hits = cell.refinements.filter((r) => applies(r, request, table.calendar));
  const second = hits.reduce<ApproverRole | null>(
    (a, { secondApprover: b }) => (b === undefined ? a : a === null ? b : higher(a, b)),
    null,
  );
  const refined = hits.reduce<Ceiling>((c, r) => (r.ceiling ? stricterCeiling(c, r.ceiling) : c), cell.ceiling);
  // What two people have to approve is not done by none.
  const ceiling = second === null ? refined : stricterCeiling(refined, 'A');
  const role = hits.reduce<ApproverRole>((a, r) => (r.approver ? higher(a, r.approver) : a), cell.approver);
  const expires = hits.reduce((d, r) => Math.min(d, r.expiresInBusinessDays ?? d), cell.expiresInBusinessDays);
  const earned = isEarnable(request.effect) && request.autonomyEarned;
  const alone = ceiling === 'M' && (request.effect === 'insight' || earned);
  return {
    mode: ceiling === 'P' ? 'prepare' : alone ? 'autonomous' : 'approve',
    tier,
    ceiling,
    approver: { role },
    secondApprover: second,
    selfApproval: hits.every((r) => r.selfApproval !== false),
    escalateTo: escalation(cell.escalateTo, role),
    expiresInBusinessDays: expires,
    rule: [`ceiling:${request.effect}/${tier}=${cell.ceiling}`, ...hits.map((r) => r.id)].join(' '),
    refinements: hits.map((r) => r.id),
    why: [explain(request.effect, tier, cell.ceiling, request), ...hits.map((r) => r.why)],
  };
}

const MEANING: Record<Ceiling, string> = {
  P: 'is prepared only; a person takes it from there',
  A: 'needs a person’s approval each time',
  M: 'may run alone once it has earned it',
};

function explain(effect: EffectClass, tier: Tier, ceiling: Ceiling, request: Request): string {
  const known = request.tierNow === null ? ', as no tier is known' : '';
  return `“${effect}” on a ${tier} account${known} ${MEANING[ceiling]}`;
}
