import { Link } from 'react-router';
import type { TieringRow } from '../../api/generated/types.gen';
import { count, decimal } from '../../format/number';
import { SimpleTable } from '../../pieces/SimpleTable';

export function TierTable({ rows }: { rows: TieringRow[] }) {
  return (
    <SimpleTable
      caption="Accounts and their proposed tiers"
      rows={rows}
      rowKey={(row) => row.accountId}
      columns={[
        {
          head: 'Account',
          cell: (row) => <Link to={`/accounts/${encodeURIComponent(row.accountId)}`}>{row.name ?? row.accountId}</Link>,
        },
        { head: 'Now', cell: (row) => row.current ?? 'none' },
        { head: 'Proposed', cell: (row) => <strong>{row.tier}</strong> },
        { head: 'ICP', cell: (row) => decimal(row.icpScore, 0), number: true },
        { head: 'Employees', cell: (row) => count(row.employees), number: true },
        { head: 'Revenue a year', cell: (row) => decimal(row.revenue, 0), number: true },
        { head: 'Why', cell: (row) => <span className="quiet">{row.reason}</span> },
      ]}
    />
  );
}
