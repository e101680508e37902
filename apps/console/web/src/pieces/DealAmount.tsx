import type { DealRow } from '../api/generated/types.gen';
import { money } from '../format/money';
import { useCurrency } from '../layout/SessionContext';

/** A deal's value; the product's list price where it has none of its own, marked as an estimate. */
export function DealAmount({ deal }: { deal: Pick<DealRow, 'amount' | 'estimate' | 'outcome'> }) {
  const currency = useCurrency();
  if (deal.amount !== null) return <span>{money(deal.amount, currency)}</span>;
  if (deal.estimate !== null && deal.outcome === null) {
    return (
      <span className="quiet" title="The product’s list price: the deal has no amount of its own yet.">
        ~{money(deal.estimate, currency)}
      </span>
    );
  }
  return <span className="quiet">{deal.outcome === 'lost' ? '–' : 'no value'}</span>;
}
