import type { DealAsOf } from './deal';

/** Everything the formulas read, as it was known on the evening of `asOf`. Lists are empty where a CRM has none. */
export interface CompanyAsOf {
  asOf: string;
  currency: string;
  /** First month of the fiscal year, 1–12. */
  fiscalYearStartMonth: number;
  deals: DealAsOf[];
  targets: { id: string; ownerId: string | null; periodStart: string; periodEnd: string; amount: number }[];
  activities: ActivityAsOf[];
  contracts: ContractAsOf[];
  accounts: { id: string; tier: string | null; employees: number | null }[];
  contacts: { id: string; accountId: string | null; contactable: boolean }[];
  people: { id: string; region: string | null; quotaCarrying: boolean | null; active: boolean | null }[];
  products: { id: string; listPrice: number | null }[];
}

export interface ActivityAsOf {
  id: string;
  accountId: string | null;
  opportunityId: string | null;
  direction: string | null;
  /** ISO 8601 instant. */
  happenedAt: string;
  byAgent: boolean | null;
}

export interface ContractAsOf {
  id: string;
  accountId: string | null;
  startDate: string;
  endedAt: string | null;
  /** Recurring value a year. */
  annualValue: number;
}

/**
 * Deals whose values may be added up: there are no rates, so a value in another currency than the company's is not
 * known in it.
 */
export function inCompanyCurrency(deals: readonly DealAsOf[], currency: string): DealAsOf[] {
  return deals.map((d) => (isForeign(d, currency) ? { ...d, amount: null, oneOffAmount: null } : d));
}

/** Whether a deal's value is in another currency than the company's. */
export function isForeign(deal: DealAsOf, currency: string): boolean {
  return deal.currency !== null && deal.currency !== currency;
}

export function emptyCompany(asOf: string, deals: DealAsOf[] = []): CompanyAsOf {
  return {
    asOf,
    currency: 'USD',
    fiscalYearStartMonth: 1,
    deals,
    targets: [],
    activities: [],
    contracts: [],
    accounts: [],
    contacts: [],
    people: [],
    products: [],
  };
}
