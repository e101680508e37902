import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { DealRow } from '../../api/generated/types.gen';
import { queries } from '../../api/queries';
import { money } from '../../format/money';
import { count, probability } from '../../format/number';
import { dateOf } from '../../format/when';
import { useCurrency, useScope } from '../../layout/SessionContext';
import { HealthMark } from '../../pieces/HealthMark';
import { Loaded } from '../../pieces/Loaded';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

const WHOSE = { company: 'Of the whole company.', team: 'Of your team.', own: 'Of your own deals.' } as const;

/** Value times the chance of not winning it. A deal without a value counts at list price. */
function valueAtRisk(deal: DealRow): number {
  return (deal.amount ?? deal.estimate ?? 0) * (1 - (deal.winProbability ?? 0));
}

/** The question a manager would ask, from what is known of the deal. */
function question(deal: DealRow): string {
  if (!deal.account) return 'Which company is this for? The deal has no account.';
  if (deal.risks[0]) return `What is being done about “${deal.risks[0]}”?`;
  if (deal.health === 'stalled') return 'What did the customer last say, and what is the next dated step?';
  if (deal.expectedCloseDate === null) return 'When does the customer want to have decided?';
  return `Who decides at ${deal.account.name ?? deal.account.id}, and what is agreed until ${dateOf(deal.expectedCloseDate)}?`;
}

/** Ten deals that can still be won and would cost most to lose. Dead ones are not among them. */
export function AtRisk() {
  const currency = useCurrency();
  const live = useQuery(queries.board({ lane: 'live', sort: 'amount', limit: 200 }));
  const stalled = useQuery(queries.board({ lane: 'stalled', sort: 'amount', limit: 200 }));
  return (
    <Section
      title="Ten deals by value at risk"
      note={`${WHOSE[useScope()]} Value × chance of not winning it; dead deals are left out.`}
      flush
    >
      <Loaded query={live} what="the live deals">
        {(found) => {
          const all = new Map([...found.deals, ...(stalled.data?.deals ?? [])].map((deal) => [deal.id, deal]));
          const ten = [...all.values()].sort((a, b) => valueAtRisk(b) - valueAtRisk(a)).slice(0, 10);
          return ten.length === 0 ? (
            <p className="quiet" style={{ padding: '0 16px 16px' }}>
              No open deal can still be won.
            </p>
          ) : (
            <SimpleTable
              caption="Ten deals by value at risk"
              rows={ten}
              rowKey={(deal) => deal.id}
              columns={[
                { head: 'Deal', cell: (deal) => <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.name}</Link> },
                { head: 'Owner', cell: (deal) => deal.owner?.name ?? 'unknown' },
                { head: 'At risk', cell: (deal) => money(valueAtRisk(deal), currency), number: true },
                { head: 'P(win)', cell: (deal) => probability(deal.winProbability), number: true },
                { head: 'Age, days', cell: (deal) => count(deal.ageDays), number: true },
                { head: 'State', cell: (deal) => <HealthMark deal={deal} /> },
                { head: 'Ask', cell: (deal) => question(deal) },
              ]}
            />
          );
        }}
      </Loaded>
    </Section>
  );
}
