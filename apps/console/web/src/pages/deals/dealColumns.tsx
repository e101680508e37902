import { Link } from 'react-router';
import type { DealRow } from '../../api/generated/types.gen';
import { count, probability } from '../../format/number';
import { dateOf } from '../../format/when';
import { DealAmount } from '../../pieces/DealAmount';
import { HealthMark } from '../../pieces/HealthMark';
import type { VirtualColumn } from '../../pieces/VirtualTable';

const unknown = <span className="quiet">unknown</span>;

/** The columns that matter for open deals, or for closed ones. */
export function dealColumns(currency: string, state: string): VirtualColumn<DealRow>[] {
  const closed = state === 'won' || state === 'lost' || state === 'closed';
  const columns: (VirtualColumn<DealRow> | false)[] = [
    {
      id: 'deal',
      head: 'Deal',
      width: 240,
      cell: (deal) => <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.name}</Link>,
    },
    {
      id: 'account',
      head: 'Account',
      width: 170,
      cell: (deal) =>
        deal.account ? (
          <Link to={`/accounts/${encodeURIComponent(deal.account.id)}`}>{deal.account.name}</Link>
        ) : (
          unknown
        ),
    },
    { id: 'owner', head: 'Owner', width: 150, cell: (deal) => deal.owner?.name ?? unknown },
    { id: 'stage', head: 'Sub-stage', width: 130, cell: (deal) => `${deal.subStage ?? ''} ${deal.subStageName ?? ''}` },
    {
      id: 'amount',
      head: `Value (${currency})`,
      width: 110,
      number: true,
      sort: 'amount',
      cell: (deal) => <DealAmount deal={deal} />,
    },
    { id: 'health', head: closed ? 'Outcome' : 'State', width: 90, cell: (deal) => <HealthMark deal={deal} /> },
    !closed && {
      id: 'age',
      head: 'Age, days',
      width: 90,
      number: true,
      sort: 'age',
      cell: (deal) => (deal.ageDays === null ? unknown : count(deal.ageDays)),
    },
    !closed && {
      id: 'probability',
      head: 'P(win)',
      width: 80,
      number: true,
      sort: 'probability',
      cell: (deal) => <span title={deal.winLabel ?? undefined}>{probability(deal.winProbability)}</span>,
    },
    !closed && { id: 'engaged', head: 'Engaged', width: 110, cell: (deal) => dateOf(deal.engagedAt) },
    closed && { id: 'closed', head: 'Closed', width: 110, sort: 'close', cell: (deal) => dateOf(deal.closedAt) },
  ];
  return columns.filter((column) => column !== false);
}
