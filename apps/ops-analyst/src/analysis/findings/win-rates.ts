import { measureKpis, periodUpTo, type CompanyAsOf } from '@salesagent/canon/kpi';
import { count, isOrAre, percent, wasOrWere } from '../words';
import { fact, type Finding } from './finding';

export function winRates(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const period = periodUpTo('all', company.asOf);
  const [rate, cohort] = measureKpis(company, period, { only: ['win-rate', 'cohort-win-rate'] }, yardstick);
  const of = (k: typeof rate): string => `${count(k?.numerator ?? 0)} of ${count(k?.denominator ?? 0)}`;
  const half = rate?.value ?? null;
  const known = cohort?.value ?? null;
  const lower = half !== null && known !== null && known < half;
  const typed = company.deals.some((d) => d.type !== null);
  const lost = cohort?.deals.filter((d) => d.outcome === 'lost').length ?? 0;
  const open = cohort?.deals.filter((d) => d.outcome === null).length ?? 0;
  const sentence =
    half === null
      ? 'No deal has closed yet: a win rate needs close dates and outcomes.'
      : `${percent(half, 2)} of the ${typed ? 'new-business deals' : 'deals'} that close are won (${of(rate)})` +
        (known === null
          ? '.'
          : `${lower ? ', but only' : ', and'} ${percent(known)} of ${typed ? 'all deals' : 'those'} ${cohort?.predicate} (${of(cohort)}): ` +
            `of these ${count(lost)} ${wasOrWere(lost)} lost and ${count(open)} ${isOrAre(open)} still open.`);
  return {
    id: 'win-rate',
    title: lower ? 'The win rate counts only what closes' : 'What closes, and what became of all that was engaged',
    sentence,
    number: half,
    unit: 'ratio',
    n: rate?.n ?? 0,
    formula: `${rate?.formula}; beside it ${cohort?.formula}`,
    facts: [
      fact('won ÷ closed', half, 'ratio', rate?.n ?? 0),
      fact('won ÷ engaged, matured cohorts', known, 'ratio', cohort?.n ?? 0),
    ],
    predicate: rate?.predicate ?? 'won or lost',
    deals: rate?.deals ?? [],
    chart: null,
  };
}
