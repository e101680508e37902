import type { CallsSum, LedgerSums, SpendingBy, SpendingQuery, SpendingSum } from '@salesagent/llm';
import type { CostsBy, Reserved, Spent } from '../../api/costs.schema';
import { dealIdOf } from './deal-of';

/** What was asked of the ledger, in the words of the page. */
export type SpendingAsked = Omit<SpendingQuery, 'by'>;

export interface SpentRow {
  spent: Spent;
  reserved: Reserved;
}

export const NOTHING: SpentRow = {
  spent: { calls: 0, failed: 0, tokens: { input: 0, cachedInput: 0, output: 0, estimated: 0 }, usd: 0, unpriced: 0 },
  reserved: { calls: 0, tokens: 0, usd: 0, unpriced: 0 },
};

const PARTS: Record<CostsBy, readonly SpendingBy[]> = {
  company: [],
  agent: ['agent'],
  action: ['action'],
  deal: ['subject'],
  model: ['model'],
  day: ['day'],
};

/** The ledger's sums by key; null is the key of calls about no deal, and of the company's one row. */
export async function spentBy(
  ledger: LedgerSums,
  by: CostsBy,
  asked: SpendingAsked,
): Promise<Map<string | null, SpentRow>> {
  const query = { ...asked, by: PARTS[by] };
  const [ended, open] = await Promise.all([ledger.sums(query), ledger.reserved(query)]);
  const rows = new Map<string | null, SpentRow>();
  const keyOf = ({ of: [part = null] }: CallsSum) => (by === 'deal' ? dealIdOf(part) : part);
  // Contacts and accounts share one row, "no deal".
  for (const sum of ended) {
    const row = rows.get(keyOf(sum)) ?? NOTHING;
    rows.set(keyOf(sum), { ...row, spent: moreSpent(row.spent, sum) });
  }
  for (const sum of open) {
    const row = rows.get(keyOf(sum)) ?? NOTHING;
    rows.set(keyOf(sum), { ...row, reserved: moreReserved(row.reserved, sum) });
  }
  return rows;
}

function moreSpent(spent: Spent, { usage, failed, estimatedTokens, ...sum }: SpendingSum): Spent {
  return {
    ...more(spent, sum),
    failed: spent.failed + failed,
    tokens: {
      input: spent.tokens.input + usage.inputTokens,
      cachedInput: spent.tokens.cachedInput + usage.cachedInputTokens,
      output: spent.tokens.output + usage.outputTokens,
      estimated: spent.tokens.estimated + estimatedTokens,
    },
  };
}

function moreReserved(reserved: Reserved, sum: CallsSum): Reserved {
  return { ...more(reserved, sum), tokens: reserved.tokens + sum.tokens };
}

type Dollars = Pick<Spent, 'calls' | 'usd' | 'unpriced'>;

/** Dollars have eight decimals in the ledger; adding must not leave others. */
function more(before: Dollars, sum: Dollars): Dollars {
  const calls = before.calls + sum.calls;
  const unpriced = before.unpriced + sum.unpriced;
  const known = Number(((before.usd ?? 0) + (sum.usd ?? 0)).toFixed(8));
  return { calls, unpriced, usd: calls > 0 && unpriced === calls ? null : known };
}
