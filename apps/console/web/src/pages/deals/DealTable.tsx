import { useCallback, useMemo } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries, type DealsFilter } from '../../api/queries';
import { useCurrency } from '../../layout/SessionContext';
import { Loading } from '../../pieces/Loading';
import { Notice } from '../../pieces/Notice';
import { Problem } from '../../pieces/Problem';
import { VirtualTable } from '../../pieces/VirtualTable';
import { dealColumns } from './dealColumns';

interface Props {
  filter: DealsFilter;
  onSort: (sort: string) => void;
}

export function DealTable({ filter, onSort }: Props) {
  const currency = useCurrency();
  const pages = useInfiniteQuery(queries.dealPages(filter));
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.deals) ?? [], [pages.data]);
  const columns = useMemo(() => dealColumns(currency, filter.state ?? 'open'), [currency, filter.state]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (pages.isError) return <Problem error={pages.error} what="the deals" retry={() => void pages.refetch()} />;
  if (!pages.data) return <Loading what="the deals" lines={10} />;
  if (rows.length === 0) return <Notice title="No deal matches">Loosen a filter above, or clear them all.</Notice>;
  return (
    <VirtualTable
      caption="Deals"
      rows={rows}
      total={pages.data.pages[0]?.total ?? rows.length}
      columns={columns}
      rowKey={(deal) => deal.id}
      sort={filter.sort ?? 'amount'}
      onSort={onSort}
      onNearEnd={more}
    />
  );
}
