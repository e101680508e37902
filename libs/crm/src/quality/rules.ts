import { ACTION_NEEDS, fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { any, empty, is, known, type Condition } from './condition';
import { impossibleRules } from './impossible';
import { ageing, stalenessRules } from './staleness';

/** The parts of a score that one record decides by itself; whether it is there twice is another record's matter too. */
export type RulePart = 'completeness' | 'possible' | 'fresh';

/** One complaint about a record. */
export interface QualityRule {
  /** Names it within its type, in addresses and answers: `completeness:accountId`. */
  key: string;
  part: RulePart;
  /** The field that a person would look at, or change. */
  field: string;
  /** In a few words. */
  what: string;
  /** Which records are asked at all; absent = all. */
  asked?: Condition;
  broken: Condition;
}

const rules = new Map<RecordType, readonly QualityRule[]>();

/** Everything that records of a type are asked. */
export function rulesOf(type: RecordType): readonly QualityRule[] {
  let own = rules.get(type);
  if (!own) {
    own = [...completenessRules(type), ...impossibleRules(type), ...stalenessRules(type)];
    rules.set(type, own);
  }
  return own;
}

/** Which records of a type grow old; `null` where none do. */
export const ageingOf = (type: RecordType): Condition | null => ageing(type);

/** Fields that actions read, and outcome and close of deals only where they are closed. */
function completenessRules(type: RecordType): QualityRule[] {
  const needs = Object.values(ACTION_NEEDS).flatMap((n) => n[type] ?? []);
  const fields = [...new Set(needs)].filter((f) => !fieldSpec(type, f)?.agent && f !== 'outcome').sort();
  return fields.map((field) => {
    const asked = askedOnlyOf(type, field);
    return {
      key: `completeness:${field}`,
      part: 'completeness' as const,
      field,
      what: `${field} is empty`,
      broken: empty(field),
      ...(asked && { asked }),
    };
  });
}

function askedOnlyOf(type: RecordType, field: string): Condition | undefined {
  if (field === 'closedAt') {
    return any(
      ...(fieldSpec(type, 'outcome') ? [known('outcome')] : []),
      ...(fieldSpec(type, 'status') ? [is('status', 'closed')] : []),
    );
  }
  if (field === 'endedAt') return is('status', 'ended');
  if (['expectedCloseDate', 'nextStep', 'nextStepDate'].includes(field)) return empty('outcome');
  return undefined;
}
