import { fieldSpec, type RecordType } from '@salesagent/canon/sales';
import { any, AS_OF, before, CHANGED, empty, is, known, type Condition } from './condition';
import type { QualityRule } from './rules';

const QUIET_DAYS = 90;
const UNTOUCHED_DAYS = 365;

/** Which records of a type grow old; `null` where none do. */
export function ageing(type: RecordType): Condition | null {
  if (type === 'opportunity') return empty('outcome');
  if (type === 'task') return is('status', 'open');
  if (type === 'account' || type === 'contact') return any(...lastSeen(type).map(known));
  return null;
}

/** What makes a record old news. */
export function stalenessRules(type: RecordType): QualityRule[] {
  const asked = ageing(type);
  if (!asked) return [];
  const rule = (key: string, field: string, what: string, broken: Condition): QualityRule => ({
    ...{ key: `fresh:${key}`, part: 'fresh', field, what, asked, broken },
  });
  if (type === 'opportunity') {
    return [
      rule(
        'overdue',
        'expectedCloseDate',
        'open, though its expected close has passed',
        before('expectedCloseDate', AS_OF),
      ),
      rule('quiet', CHANGED, `open, but unchanged for ${QUIET_DAYS} days`, olderThan(QUIET_DAYS, CHANGED)),
    ];
  }
  if (type === 'task') return [rule('overdue', 'dueDate', 'overdue', before('dueDate', AS_OF))];
  const seen = lastSeen(type);
  const what = `neither touched nor changed for ${UNTOUCHED_DAYS} days`;
  return [rule('untouched', seen[0]!, what, olderThan(UNTOUCHED_DAYS, ...seen))];
}

/** What tells when somebody last had to do with it, the first that is known. */
const lastSeen = (type: RecordType): string[] => [...(fieldSpec(type, 'lastTouchAt') ? ['lastTouchAt'] : []), CHANGED];

const olderThan = (days: number, ...fields: string[]): Condition => ({ kind: 'older', fields, days });
