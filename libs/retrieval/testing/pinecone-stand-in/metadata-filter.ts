import { invalid } from './refused';
import type { StoredRecord } from './requests';

type Metadata = NonNullable<StoredRecord['metadata']>;
type Scalar = string | number | boolean;

/**
 * `guides/search/filter-by-metadata`: fields beside one another must all fit; a list of strings fits where any of its
 * entries does; numbers are compared with numbers alone; up to 10,000 values in `$in`. Only the operators of the index
 * are spoken here, and any other is refused.
 */
export function fits(filter: Record<string, unknown>, metadata: Metadata): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    if (field.startsWith('$')) throw invalid(`${field} is not spoken here`);
    const held = metadata[field];
    const values: Scalar[] = held === undefined ? [] : Array.isArray(held) ? held : [held];
    return comparisonsOf(field, condition).every((holds) => values.some(holds));
  });
}

function comparisonsOf(field: string, condition: unknown): ((value: Scalar) => boolean)[] {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) {
    throw invalid(`${field}: a condition with an operator is expected`);
  }
  return Object.entries(condition).map(([operator, operand]: [string, unknown]) => {
    if (operator === '$in') return among(field, operand);
    if (typeof operand !== 'number') throw invalid(`${field}: ${operator} compares numbers`);
    if (operator === '$lte') return (value) => typeof value === 'number' && value <= operand;
    if (operator === '$gt') return (value) => typeof value === 'number' && value > operand;
    throw invalid(`${field}: ${operator} is not spoken here`);
  });
}

function among(field: string, operand: unknown): (value: Scalar) => boolean {
  const isList = Array.isArray(operand) && operand.length > 0 && operand.length <= 10_000;
  if (!isList || !operand.every((value) => ['string', 'number'].includes(typeof value))) {
    throw invalid(`${field}: $in takes 1 to 10,000 strings or numbers`);
  }
  return (value) => operand.includes(value);
}
