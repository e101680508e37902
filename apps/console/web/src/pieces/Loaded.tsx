import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Loading } from './Loading';
import { Problem } from './Problem';

interface Props<T> {
  query: UseQueryResult<T>;
  what: string;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** Waiting, failed or there: the three states of anything fetched, handled in one place. */
export function Loaded<T>({ query, what, lines, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Problem error={query.error} what={what} retry={() => void query.refetch()} />;
  return <Loading what={what} lines={lines} />;
}
