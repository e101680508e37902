import { compareSubStages, SUB_STAGE_ORDER, type SubStage } from '@salesagent/canon/sales';

/** What a deal should have before it stands in a sub-stage; a question to its owner, never an order. */
export interface ReadinessCriterion {
  from: SubStage;
  name: string;
  holds(fields: Readonly<Record<string, unknown>>): boolean;
}

const known = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
const evidence = (fields: Readonly<Record<string, unknown>>, letter: string): number => {
  const level = (fields['meddicc'] as Record<string, unknown> | null | undefined)?.[letter];
  return typeof level === 'number' ? level : 0;
};

/** Above the playbook's threshold MEDDICC asks for more; below it pain, authority, timing and next step suffice. */
export const READINESS: readonly ReadinessCriterion[] = [
  { from: '3.2', name: 'an account', holds: (f) => known(f['accountId']) },
  { from: '4.1', name: 'a primary contact', holds: (f) => known(f['contactId']) },
  { from: '4.2', name: 'pain said by the customer', holds: (f) => evidence(f, 'identifyPain') >= 2 },
  { from: '4.3', name: 'an economic buyer', holds: (f) => evidence(f, 'economicBuyer') >= 2 },
  { from: '4.3', name: 'an amount', holds: (f) => known(f['amount']) },
  { from: '5.1', name: 'decision criteria', holds: (f) => evidence(f, 'decisionCriteria') >= 2 },
  { from: '5.1', name: 'an expected close date', holds: (f) => known(f['expectedCloseDate']) },
  { from: '5.2', name: 'a dated next step', holds: (f) => known(f['nextStepDate']) },
];

/** Criteria a deal lacks for the sub-stage it is in, in order; closed deals are asked nothing. */
export function missingCriteria(subStage: string | null, fields: Readonly<Record<string, unknown>>): string[] {
  const stage = SUB_STAGE_ORDER.find((s) => s === subStage);
  if (!stage || compareSubStages(stage, '5.3') >= 0) return [];
  return READINESS.filter((c) => compareSubStages(c.from, stage) <= 0 && !c.holds(fields)).map((c) => c.name);
}
