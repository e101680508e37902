import { Link } from 'react-router';
import type { AccountRow } from '../../api/generated/types.gen';
import { money } from '../../format/money';
import { count, decimal } from '../../format/number';
import { dateOf } from '../../format/when';
import type { VirtualColumn } from '../../pieces/VirtualTable';

const unknown = <span className="quiet">unknown</span>;

export function accountColumns(currency: string): VirtualColumn<AccountRow>[] {
  return [
    {
      id: 'name',
      head: 'Account',
      width: 210,
      sort: 'name',
      cell: (account) => <Link to={`/accounts/${encodeURIComponent(account.id)}`}>{account.name ?? account.id}</Link>,
    },
    { id: 'tier', head: 'Tier', width: 70, cell: (account) => account.tier ?? '–' },
    { id: 'industry', head: 'Industry', width: 130, cell: (account) => account.industry ?? unknown },
    { id: 'owner', head: 'Owner', width: 140, cell: (account) => account.owner?.name ?? unknown },
    { id: 'icp', head: 'ICP', width: 60, number: true, sort: 'icp', cell: (account) => decimal(account.icpScore, 0) },
    {
      id: 'health',
      head: 'Health',
      width: 70,
      number: true,
      sort: 'health',
      cell: (account) => decimal(account.healthScore, 0),
    },
    { id: 'open', head: 'Open', width: 70, number: true, cell: (account) => count(account.openDeals) },
    {
      id: 'openAmount',
      head: 'Open value',
      width: 110,
      number: true,
      sort: 'open',
      cell: (account) => money(account.openAmount, currency),
    },
    {
      id: 'won',
      head: 'Won value',
      width: 120,
      number: true,
      sort: 'won',
      cell: (account) => money(account.wonAmount, currency),
    },
    { id: 'renewal', head: 'Renewal', width: 110, sort: 'renewal', cell: (account) => dateOf(account.renewalDate) },
  ];
}
