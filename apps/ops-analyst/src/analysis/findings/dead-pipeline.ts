import { classifyAsOf, wonYardstick, type CompanyAsOf } from '@salesagent/canon/kpi';
import { bars } from '../charts';
import { count, isOrAre } from '../words';
import { ageBands } from './age-bands';
import { fact, type Finding } from './finding';

export function deadPipeline(company: CompanyAsOf, yardstick: CompanyAsOf): Finding {
  const ages = wonYardstick(yardstick.deals);
  const judged = company.deals.map((d) => ({ deal: d, ...classifyAsOf(d, ages, company.asOf) }));
  const of = (...standings: string[]) => judged.filter((j) => standings.includes(j.standing));
  const dead = of('dead').map((j) => j.deal);
  const engaged = of('active', 'stalled', 'dead');
  const live = engaged.length - dead.length;
  const oldest = ages.oldestWonDays;
  const bands = ageBands(
    engaged.map((j) => ({ age: j.ageDays ?? 0, group: j.standing === 'dead' ? 'dead' : 'live' })),
    280,
  ).filter((b) => b.value > 0);
  return {
    id: 'dead-pipeline',
    title: deadTitle(dead.length, engaged.length, oldest),
    sentence:
      oldest === null
        ? 'No deal has been won yet, so no open deal can be called too old to be won.'
        : `${count(dead.length)} of ${count(engaged.length)} engaged deals ${isOrAre(dead.length)} older than any deal ever won (${oldest} days); ${count(live)} ${isOrAre(live)} live.`,
    number: oldest === null ? null : dead.length,
    unit: 'deals',
    n: engaged.length,
    formula: 'open engaged deals whose age since engagement is above the age of the oldest deal ever won',
    facts: [
      fact('engaged', engaged.length, 'deals', engaged.length),
      fact('live', live, 'deals', live),
      fact(
        'stalled: live, and longer in the sub-stage (else since engagement) than 80 % of won deals of the segment took in all',
        of('stalled').length,
        'deals',
        live,
      ),
      fact('oldest deal ever won', oldest, 'days', ages.oldestWonDays === null ? 0 : 1),
      fact(
        '80 % of won deals were won within',
        ages.wonP80Days,
        'days',
        yardstick.deals.filter((d) => d.outcome === 'won').length,
      ),
    ],
    predicate: `open, engaged, older than ${oldest ?? '–'} days`,
    deals: dead,
    chart:
      engaged.length === 0
        ? null
        : bars(
            bands,
            { x: 'days since engagement', y: 'open deals' },
            `Open engaged deals by age: ${count(live)} live, ${count(dead.length)} older than any won deal.`,
          ),
  };
}

function deadTitle(dead: number, engaged: number, oldest: number | null): string {
  if (oldest === null) return 'Which open deals are dead cannot be said yet';
  if (dead === 0) return 'No open deal is older than those that were won';
  return dead > engaged / 2 ? 'Most of the open pipeline is dead' : 'A part of the open pipeline is dead';
}
