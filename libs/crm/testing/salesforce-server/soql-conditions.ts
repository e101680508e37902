import type { Row, Value } from './rows';
import type { Condition } from './soql';

/** Whether a row meets a condition; names as the schema spells them. */
export function meets(row: Row, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.all.every((part) => meets(row, part));
    case 'or':
      return condition.all.some((part) => meets(row, part));
    case 'in':
      return condition.values.includes(row[condition.field] ?? null);
    case 'like':
      return isLike(String(row[condition.field] ?? ''), condition.pattern);
    case 'compare': {
      const value = row[condition.field] ?? null;
      if (condition.operator === '=') return value === condition.value;
      if (condition.operator === '!=') return value !== condition.value;
      if (value === null || condition.value === null) return false;
      const order = compareValues(value, condition.value);
      if (condition.operator === '<') return order < 0;
      if (condition.operator === '<=') return order <= 0;
      return condition.operator === '>' ? order > 0 : order >= 0;
    }
  }
}

/** "Comparison Operators", LIKE: `%` is any characters, `_` one; upper and lower case are the same. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern
    .split(/([%_])/)
    .map((part) => (part === '%' ? '.*' : part === '_' ? '.' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 'is').test(text);
}

/** Empty first, as SOQL sorts. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
