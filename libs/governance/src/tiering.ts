import type { FieldsBatchChange, Tier } from '@salesagent/canon/sales';
import type { Policy } from './policy';

export interface AccountFacts {
  accountId: string;
  tier: Tier | null;
  icpScore: number | null;
  employees: number | null;
  /** A year, in the unit of the company's CRM. */
  revenue: number | null;
}

export interface TierRow extends AccountFacts {
  proposed: Tier;
  reason: string;
}

/** The action the first tiering is carried out as; no agent proposes it, a person signs it. */
export const FIRST_TIERING = 'first-tiering';

export type TieringRules = Policy['tiering'];

/**
 * The tier an account would get: the first of T1, T2 of which it reaches any threshold, else T3. An account of
 * which nothing is known that a threshold asks for stays T1.
 */
export function proposeTier(account: AccountFacts, rules: TieringRules): TierRow {
  const money = account.revenue === null ? null : account.revenue * rules.revenueUnit;
  const known: [string, number | null, 'icpScore' | 'employees' | 'revenue'][] = [
    ['ICP score', account.icpScore, 'icpScore'],
    ['employees', account.employees, 'employees'],
    ['revenue', money, 'revenue'],
  ];
  // A score is there for every account, known or not: it says something only where the policy asks for one.
  const asked = known.filter(([, , key]) => (rules.T1[key] ?? rules.T2[key]) !== undefined);
  if (asked.every(([, value]) => value === null))
    return { ...account, proposed: 'T1', reason: 'nothing is known, so it stays T1' };
  for (const tier of ['T1', 'T2'] as const)
    for (const [label, value, key] of known) {
      const from = rules[tier][key];
      if (value !== null && from !== undefined && value >= from)
        return { ...account, proposed: tier, reason: `${label} ${value} ≥ ${from}` };
    }
  return { ...account, proposed: 'T3', reason: 'below every threshold of T2' };
}

/** The first tiering of a company: one row an account, by account id. */
export function proposeTiering(accounts: readonly AccountFacts[], rules: TieringRules): TierRow[] {
  return accounts
    .map((a) => proposeTier(a, rules))
    .sort((a, b) => (a.accountId < b.accountId ? -1 : a.accountId > b.accountId ? 1 : 0));
}

export function countTiers(rows: readonly TierRow[]): Record<Tier, number> {
  const counts: Record<Tier, number> = { T1: 0, T2: 0, T3: 0 };
  for (const row of rows) counts[row.proposed]++;
  return counts;
}

/** The tiering as the one change that is signed. */
export function tieringChange(rows: readonly TierRow[]): FieldsBatchChange {
  return {
    kind: 'fields-batch',
    type: 'account',
    fields: ['tier'],
    rows: rows.map((r) => ({ id: r.accountId, set: { tier: r.proposed } })),
  };
}
