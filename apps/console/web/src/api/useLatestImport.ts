import { useQuery } from '@tanstack/react-query';
import { queries } from './queries';

const UNDER_WAY = 1_000;
const NONE_YET = 3_000;

/** The newest import, watched while it runs; before there is any, one begun elsewhere is noticed too. */
export function useLatestImport() {
  return useQuery({
    ...queries.latestImport(),
    refetchInterval: ({ state: { data } }) => (!data ? NONE_YET : data.state === 'running' ? UNDER_WAY : false),
  });
}
