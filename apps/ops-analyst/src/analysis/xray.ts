import { classifyAsOf, emptyCompany, sum, wonYardstick, type CompanyAsOf } from '@salesagent/canon/kpi';
import type { XrayResponse } from '../api/xray.schema';
import { deadPipeline } from './findings/dead-pipeline';
import { earlyLosses } from './findings/early-losses';
import type { Finding } from './findings/finding';
import { notKnown } from './findings/not-known';
import { quarterEnd } from './findings/quarter-end';
import { winRates } from './findings/win-rates';
import { dealsBehind } from './link';

/** The five findings, always in this order. `yardstick` is the whole company where a person sees a part of it. */
export function findings(company: CompanyAsOf, yardstick: CompanyAsOf = company): Finding[] {
  return [
    deadPipeline(company, yardstick),
    winRates(company, yardstick),
    quarterEnd(company),
    earlyLosses(company),
    notKnown(company, yardstick),
  ];
}

/** Half an import says nothing true: no finding until all of it is read. */
export function stillReading(asOf: string): XrayResponse {
  const headline = 'The import is being read; the findings are here as soon as all of it is.';
  return { ...xray(emptyCompany(asOf)), status: 'reading', headline };
}

export function xray(company: CompanyAsOf, yardstick: CompanyAsOf = company): XrayResponse {
  const ages = wonYardstick(yardstick.deals);
  const standing = company.deals.map((d) => classifyAsOf(d, ages, company.asOf).standing);
  const of = (...which: string[]): number => standing.filter((s) => which.includes(s)).length;
  const won = company.deals.filter((d) => d.outcome === 'won');
  const found = company.deals.length === 0 ? [] : findings(company, yardstick);
  return {
    status: company.deals.length === 0 ? 'no-data' : 'ready',
    asOf: company.asOf,
    currency: company.currency,
    headline: found[0]?.sentence ?? 'Nothing is imported yet: run `salesagent import DIR` with a CRM export.',
    totals: {
      opportunities: company.deals.length,
      won: won.length,
      lost: of('lost'),
      engaged: of('active', 'stalled', 'dead'),
      prospecting: of('prospecting'),
      dead: of('dead'),
      live: of('active', 'stalled'),
      stalled: of('stalled'),
      wonValue: sum(won.map((d) => d.amount ?? 0)),
    },
    findings: found.map(({ deals, predicate, ...f }) => ({
      ...f,
      deals: dealsBehind(deals.length, predicate, { finding: f.id, asOf: company.asOf }),
    })),
  };
}
