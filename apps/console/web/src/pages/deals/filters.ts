import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { DealsFilter } from '../../api/queries';

export type DealsView = 'board' | 'table';
type Lane = NonNullable<DealsFilter['lane']>;

export const LANES: { value: Lane; label: string }[] = [
  { value: 'live', label: 'Live' },
  { value: 'stalled', label: 'Stalled' },
  { value: 'dead', label: 'Dead' },
  { value: 'needs-me', label: 'Needs me' },
  { value: 'moved', label: 'Moved' },
];

/** Filters live in the address, so that a filtered board can be sent to somebody. */
export function useDealFilters() {
  const [params, setParams] = useSearchParams();
  const view: DealsView = params.get('view') === 'table' ? 'table' : 'board';
  const filter = useMemo<DealsFilter>(() => {
    const of = (name: string) => params.get(name) ?? undefined;
    return {
      lane: of('lane') as DealsFilter['lane'],
      state: (of('state') as DealsFilter['state']) ?? 'open',
      subStage: of('subStage') as DealsFilter['subStage'],
      owner: of('owner'),
      region: of('region'),
      account: of('account'),
      q: of('q'),
      sort: of('sort') as DealsFilter['sort'],
    };
  }, [params]);
  const set = (changes: Record<string, string | null | undefined>) =>
    setParams(
      (was) => {
        const next = new URLSearchParams(was);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return { view, filter, set };
}
