import { measureKpis, periodUpTo, type CompanyAsOf } from '@salesagent/canon/kpi';
import { deals as dealsInWords } from '../words';
import { fact, type Finding } from './finding';

export function notKnown(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const open = company.deals.filter((d) => d.outcome === null);
  const gaps = [
    { what: 'account', without: open.filter((d) => d.accountId === null) },
    { what: 'owner', without: open.filter((d) => d.ownerId === null) },
    { what: 'value', without: open.filter((d) => d.amount === null) },
    { what: 'expected close date', without: open.filter((d) => d.expectedCloseDate === null) },
  ];
  const worst = gaps.find((g) => g.without.length > 0);
  const [coverage] = measureKpis(company, periodUpTo('all', company.asOf), { only: ['pipeline-coverage'] }, yardstick);
  const first = worst
    ? `${dealsInWords(worst.without.length).replace(' deal', ' open deal')} ${worst.without.length === 1 ? 'has' : 'have'} no ${worst.what}`
    : 'Every open deal has an account, an owner, a value and an expected close date';
  return {
    id: 'not-known',
    title: 'What the data cannot say',
    sentence: `${first}; ${coverageInWords(company, coverage?.missing ?? null)}.`,
    number: worst?.without.length ?? 0,
    unit: 'deals',
    n: open.length,
    formula: worst
      ? `open deals with no ${worst.what}`
      : 'open deals with no account, owner, value or expected close date',
    facts: [
      ...gaps.map((g) => fact(`open deals without ${g.what}`, g.without.length, 'deals', open.length)),
      fact('targets', company.targets.length, 'count', company.targets.length),
    ],
    predicate: worst ? `open, without ${worst.what}` : 'open, something missing',
    deals: worst?.without ?? [],
    chart: null,
  };
}

function coverageInWords(company: CompanyAsOf, missing: string | null): string {
  if (missing === null) return 'targets are there, so coverage is known';
  if (missing !== 'target.amount') return 'no open deal has a value, hence no coverage';
  return company.targets.length === 0
    ? 'there are no targets, hence no coverage'
    : 'no target covers this quarter, hence no coverage';
}
