import { useQuery } from '@tanstack/react-query';
import { SegmentedControl } from '@mantine/core';
import { queries } from '../../api/queries';
import { dateOf } from '../../format/when';
import { counted } from '../../format/number';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { Board } from './Board';
import { DealFilters } from './DealFilters';
import { DealTable } from './DealTable';
import { useDealFilters, type DealsView } from './filters';

const PER_STAGE = 25;

/** Every deal one may see: as a board by sub-stage, or as a table. */
export default function Deals() {
  const { view, filter, set } = useDealFilters();
  const { can } = useSession();
  const board = useQuery({
    ...queries.board({ ...filter, sort: filter.sort ?? 'probability', perStage: PER_STAGE }),
    placeholderData: (was) => was,
  });
  return (
    <>
      <PageHeader
        title="Deals"
        lead={
          board.data &&
          `${counted(board.data.total, can.seeEverything ? 'deal' : 'deal you may see', can.seeEverything ? 'deals' : 'deals you may see')}, as of ${dateOf(board.data.asOf)}.`
        }
        actions={
          <SegmentedControl
            size="xs"
            aria-label="View"
            value={view}
            onChange={(value) => set({ view: (value as DealsView) === 'table' ? 'table' : null })}
            data={[
              { value: 'board', label: 'Board' },
              { value: 'table', label: 'Table' },
            ]}
          />
        }
      />
      <DealFilters filter={filter} lanes={board.data?.lanes ?? null} set={set} />
      {view === 'board' ? (
        <Loaded query={board} what="the deals" lines={10}>
          {(found) => <Board found={found} onAll={(subStage) => set({ view: 'table', subStage })} />}
        </Loaded>
      ) : (
        <DealTable filter={filter} onSort={(sort) => set({ sort })} />
      )}
    </>
  );
}
