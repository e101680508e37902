import { ageStart, type CompanyAsOf } from '@salesagent/canon/kpi';
import { dayNumber } from './calendar';

/** The open, engaged deals as the simulation needs them, in the order of their ids. */
export interface OpenDeal {
  id: string;
  /** Days since engagement on the evening of `asOf`. */
  age: number;
  /** Own value, else the product's list price (an estimate); null = drawn from won values. */
  value: number | null;
  segment: string | null;
}

export interface Pipeline {
  open: OpenDeal[];
  dead: number;
  prospecting: number;
  ownValue: number;
  listPrice: number;
  drawn: number;
  wonValues: number[];
}

export function pipelineOf(company: CompanyAsOf, oldestWon: number | null): Pipeline {
  const prices = new Map(company.products.map((p) => [p.id, p.listPrice]));
  const today = dayNumber(company.asOf);
  const pipeline: Pipeline = { open: [], dead: 0, prospecting: 0, ownValue: 0, listPrice: 0, drawn: 0, wonValues: [] };
  for (const d of company.deals) {
    if (d.outcome === 'won' && d.amount !== null) pipeline.wonValues.push(d.amount);
    if (d.outcome !== null) continue;
    const start = d.engagedOn === null ? null : ageStart(d);
    if (start === null) {
      pipeline.prospecting++;
      continue;
    }
    const age = today - dayNumber(start);
    if (oldestWon !== null && age > oldestWon) {
      pipeline.dead++;
      continue;
    }
    const price = d.productId === null ? null : (prices.get(d.productId) ?? null);
    if (d.amount !== null) pipeline.ownValue++;
    else if (price !== null) pipeline.listPrice++;
    else pipeline.drawn++;
    pipeline.open.push({ id: d.id, age, value: d.amount ?? price, segment: d.segment });
  }
  return pipeline;
}
