import { conditionsOf } from '../fields';
import type { PassageFilter } from '../../passage';

type Match = { any: readonly (string | number)[] } | { value: string };
export type QdrantCondition =
  { key: string; match: Match } | { key: string; range: { lte?: number; gt?: number } } | { has_id: readonly string[] };

/** Everything holds. */
export interface QdrantFilter {
  must: QdrantCondition[];
}

export const ownedBy = (owner: string): QdrantCondition => ({ key: 'owner', match: { value: owner } });

/** Passages of an owner that may answer under a filter; the conditions of `admits`, in the store's words. */
export function qdrantFilter(owner: string, language: string, filter: PassageFilter): QdrantFilter {
  const { oneOf, day } = conditionsOf(language, filter);
  const matches = Object.entries(oneOf).map(([key, any]): QdrantCondition => ({ key, match: { any } }));
  const days: QdrantCondition[] =
    day === undefined
      ? []
      : [
          { key: 'from', range: { lte: day } },
          { key: 'to', range: { gt: day } },
        ];
  return { must: [ownedBy(owner), ...matches, ...days] };
}
