import { abilityFor } from '@salesagent/auth';
import type { LedgerSums } from '@salesagent/llm';
import type { DealCosts } from '../../api/costs.schema';
import type { Reader } from '../reader';
import { refOfDeal } from './deal-of';
import { NOTHING, spentBy } from './spent';

/** Days of the ledger, all of them. */
const EVER = { from: '0001-01-01', to: '9999-12-31' };

/** What models were paid for one deal, as long as there is a ledger; null for a reader who may not see money. */
export async function dealCosts(
  { ledger, company }: { ledger: LedgerSums; company: string },
  reader: Reader,
  dealId: string,
): Promise<DealCosts | null> {
  if (!abilityFor(reader.principal).can('read', 'DealCost')) return null;
  const rows = await spentBy(ledger, 'company', { company, ...EVER, subjects: [refOfDeal(dealId)] });
  return rows.get(null) ?? NOTHING;
}
