import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { DealRow } from '../../api/generated/types.gen';
import { counted, probability } from '../../format/number';
import { dateOf } from '../../format/when';
import { DealAmount } from '../../pieces/DealAmount';
import { HealthMark } from '../../pieces/HealthMark';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

/** The account's deals, open ones first. */
export function AccountDeals({ deals }: { deals: DealRow[] }) {
  const [all, setAll] = useState(false);
  const open = deals.filter((deal) => deal.outcome === null);
  const ordered = [...open, ...deals.filter((deal) => deal.outcome !== null)];
  const shown = all ? ordered : ordered.slice(0, Math.max(15, Math.min(open.length, 30)));
  return (
    <Section title={`Deals: ${counted(open.length, 'open', 'open')} of ${deals.length}`} flush>
      <SimpleTable
        caption="Deals of the account"
        rows={shown}
        rowKey={(deal) => deal.id}
        columns={[
          { head: 'Deal', cell: (deal) => <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.name}</Link> },
          { head: 'Owner', cell: (deal) => deal.owner?.name ?? 'unknown' },
          { head: 'State', cell: (deal) => <HealthMark deal={deal} /> },
          { head: 'Value', cell: (deal) => <DealAmount deal={deal} />, number: true },
          {
            head: 'P(win)',
            cell: (deal) => (deal.outcome === null ? probability(deal.winProbability) : ''),
            number: true,
          },
          { head: 'Closed or engaged', cell: (deal) => dateOf(deal.closedAt ?? deal.engagedAt) },
        ]}
      />
      {shown.length < deals.length && (
        <Button m="xs" size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          Show all {deals.length}
        </Button>
      )}
    </Section>
  );
}
