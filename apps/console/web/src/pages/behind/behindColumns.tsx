import { Link } from 'react-router';
import type { DealsBehind } from '../../api/generated/types.gen';
import { money } from '../../format/money';
import { count } from '../../format/number';
import { dateOf } from '../../format/when';
import { Mark, type Tone } from '../../pieces/Mark';
import type { VirtualColumn } from '../../pieces/VirtualTable';

type Row = DealsBehind['deals'][number];
const TONES: Record<string, Tone> = { won: 'live', active: 'live', stalled: 'stalled', dead: 'dead' };
const unknown = <span className="quiet">unknown</span>;

export function behindColumns(currency: string): VirtualColumn<Row>[] {
  return [
    {
      id: 'deal',
      head: 'Deal',
      width: 230,
      cell: (deal) => <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.name ?? deal.id}</Link>,
    },
    {
      id: 'account',
      head: 'Account',
      width: 170,
      cell: (deal) =>
        deal.accountId ? (
          <Link to={`/accounts/${encodeURIComponent(deal.accountId)}`}>{deal.accountName}</Link>
        ) : (
          unknown
        ),
    },
    { id: 'owner', head: 'Owner', width: 150, cell: (deal) => deal.ownerName ?? unknown },
    { id: 'product', head: 'Product', width: 130, cell: (deal) => deal.productName ?? unknown },
    {
      id: 'standing',
      head: 'State',
      width: 100,
      cell: (deal) => <Mark tone={TONES[deal.standing] ?? 'plain'}>{deal.standing}</Mark>,
    },
    { id: 'engaged', head: 'Engaged', width: 110, cell: (deal) => dateOf(deal.engagedOn) },
    { id: 'closed', head: 'Closed', width: 110, cell: (deal) => dateOf(deal.closedOn) },
    {
      id: 'age',
      head: 'Age, days',
      width: 90,
      number: true,
      cell: (deal) => (deal.ageDays === null ? '–' : count(deal.ageDays)),
    },
    { id: 'amount', head: 'Value', width: 100, number: true, cell: (deal) => money(deal.amount, currency) },
  ];
}
