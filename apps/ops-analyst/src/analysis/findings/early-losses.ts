import { ageStart, median, sum, type CompanyAsOf } from '@salesagent/canon/kpi';
import { daysBetween } from '@salesagent/canon/sales';
import { bars } from '../charts';
import { ageBands } from './age-bands';
import { fact, type Finding } from './finding';

export function earlyLosses(company: CompanyAsOf): Finding {
  const closed = company.deals.flatMap((deal) => {
    const start = ageStart(deal);
    if (!deal.outcome || !deal.closedOn || !start) return [];
    return [{ deal, outcome: deal.outcome, age: daysBetween(start, deal.closedOn) }];
  });
  const ages = (outcome: string): number[] => closed.filter((c) => c.outcome === outcome).map((c) => c.age);
  const [toLost, toWon] = [median(ages('lost')), median(ages('won'))];
  const known = toLost !== null && toWon !== null;
  return {
    id: 'early-losses',
    title: known && toLost < toWon ? 'What is lost is lost early' : 'How long deals take to be won and lost',
    sentence: known
      ? `Losses come at a median of ${toLost} days, wins at ${toWon}.`
      : 'Both won and lost deals with engage and close dates are needed to compare how long they take.',
    number: toLost,
    unit: 'days',
    n: closed.length,
    formula: 'median days from engagement to closing, lost and won apart',
    facts: [
      fact('median to lost', toLost, 'days', ages('lost').length),
      fact('median to won', toWon, 'days', ages('won').length),
      fact(
        'mean to won',
        ages('won').length ? sum(ages('won')) / ages('won').length : null,
        'days',
        ages('won').length,
      ),
    ],
    predicate: 'won or lost, with both dates',
    deals: closed.map((c) => c.deal),
    chart:
      closed.length === 0
        ? null
        : bars(
            ageBands(
              closed.map((c) => ({ age: c.age, group: c.outcome })),
              140,
            ),
            { x: 'days from engagement to closing', y: 'deals' },
            `Deals by days to closing: the median loss takes ${toLost ?? '–'} days, the median win ${toWon ?? '–'}.`,
          ),
  };
}
