import type { DealAsOf } from '../src/kpi';

/** A deal engaged on a day and worth 100, with what else is said of it. */
export function dealOn(id: string, engagedOn: string, said: Partial<DealAsOf> = {}): DealAsOf {
  return {
    id,
    name: null,
    createdOn: engagedOn,
    engagedOn,
    closedOn: null,
    outcome: null,
    subStage: said.outcome ? '5.3' : '4.1',
    stages: [],
    amount: 100,
    oneOffAmount: null,
    termMonths: null,
    currency: null,
    accountId: null,
    ownerId: null,
    productId: null,
    segment: null,
    type: null,
    expectedCloseDate: null,
    ...said,
  };
}
