import { classifyAsOf, wonYardstick, type CompanyAsOf, type DealAsOf } from '@salesagent/canon/kpi';
import type { DealsBehindResponse } from '../api/xray.schema';
import type { Labels } from '../projection/read-company';

/** One page of the deals behind a number, oldest first, of those a person may see. */
export function dealsPage(
  title: string,
  predicate: string,
  all: readonly DealAsOf[],
  visible: (deal: DealAsOf) => boolean,
  page: { offset: number; limit: number },
  company: CompanyAsOf,
  labels: Omit<Labels, 'people'> & { people: Map<string, string | null> },
): DealsBehindResponse {
  const ages = wonYardstick(company.deals);
  const seen = all.filter(visible).map((deal) => ({ deal, ...classifyAsOf(deal, ages, company.asOf) }));
  seen.sort((a, b) => (b.ageDays ?? -1) - (a.ageDays ?? -1) || (a.deal.id < b.deal.id ? -1 : 1));
  const label = <T>(map: Map<string, T>, id: string | null): T | null => (id === null ? null : (map.get(id) ?? null));
  return {
    asOf: company.asOf,
    title,
    predicate,
    count: seen.length,
    offset: page.offset,
    limit: page.limit,
    deals: seen.slice(page.offset, page.offset + page.limit).map(({ deal, standing, ageDays }) => ({
      id: deal.id,
      name: deal.name,
      accountId: deal.accountId,
      accountName: label(labels.accounts, deal.accountId),
      ownerId: deal.ownerId,
      ownerName: label(labels.people, deal.ownerId),
      productId: deal.productId,
      productName: label(labels.products, deal.productId),
      subStage: deal.subStage,
      outcome: deal.outcome,
      standing,
      createdOn: deal.createdOn,
      engagedOn: deal.engagedOn,
      closedOn: deal.closedOn,
      ageDays,
      amount: deal.amount,
    })),
  };
}
