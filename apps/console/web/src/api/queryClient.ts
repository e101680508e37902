import { QueryCache, QueryClient } from '@tanstack/react-query';
import { Refusal } from './Refusal';

/** Refusals are answers, and so is a service that is down: it is said at once. Only a failing server is asked again. */
const worthRetrying = (failures: number, error: Error) =>
  failures < 2 &&
  !(error instanceof Refusal && ((error.status >= 400 && error.status < 500) || error.code === 'service-down'));

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // The session ran out while a page was open: the gate shows the way to sign in again.
      if (error instanceof Refusal && error.status === 401 && query.queryKey[0] !== 'session') {
        queryClient.removeQueries({ queryKey: ['session'] });
        void queryClient.resetQueries({ queryKey: ['session'] });
      }
    },
  }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: worthRetrying, refetchOnWindowFocus: false },
  },
});
