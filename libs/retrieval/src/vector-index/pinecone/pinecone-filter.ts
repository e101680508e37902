import type { PassageFilter } from '../../passage';
import { conditionsOf } from '../fields';

export type PineconeFilter = Record<string, { $in: readonly (string | number)[] } | { $lte: number } | { $gt: number }>;

/** Passages that may answer under a filter; the conditions of `admits`, in the store's words. All fields must fit. */
export function pineconeFilter(language: string, filter: PassageFilter): PineconeFilter {
  const { oneOf, day } = conditionsOf(language, filter);
  return {
    ...Object.fromEntries(Object.entries(oneOf).map(([field, $in]) => [field, { $in }])),
    ...(day === undefined ? {} : { from: { $lte: day }, to: { $gt: day } }),
  };
}
