import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';

/** Asked so often while a page is open: a person learns within seconds that what they wait for is away. */
const EVERY_MILLISECONDS = 4_000;

/** Whether everything runs, as of some seconds ago. */
export function useStatus() {
  return useQuery({ ...queries.status(), refetchInterval: EVERY_MILLISECONDS, staleTime: 0, retry: false });
}
