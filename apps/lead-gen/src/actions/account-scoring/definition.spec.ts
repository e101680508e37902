import { deal, given, row, winCurve } from '@salesagent/agent/testing';
import { accountScoring } from './definition';

const account = row('account', 'A1', { name: 'Isdom', agentIcpScore: 80 });

describe('account-scoring', () => {
  it('counts live deals, two-way contact and recent wins', async () => {
    const outcome = await given(
      account,
      deal('live', { accountId: 'A1', engagedAt: '2017-12-01T00:00:00.000Z' }),
      deal('dead', { accountId: 'A1', engagedAt: '2017-01-01T00:00:00.000Z' }),
      deal('won', { accountId: 'A1', outcome: 'won', closedAt: '2017-06-01T00:00:00.000Z' }),
      row('activity', 'X', { accountId: 'A1', direction: 'inbound', happenedAt: '2017-12-24T00:00:00.000Z' }),
    )
      .withCurve(winCurve())
      .when(accountScoring, 'A1');
    // fit 80 % of 40, contact a week ago 25, one live deal of two 10, one win of three 5
    expect(outcome).toMatchObject({ kind: 'insight', fields: { agentAccountScore: 72 } });
  });

  it('does not count a win that is dated in the future', async () => {
    const outcome = await given(
      account,
      deal('won', { accountId: 'A1', outcome: 'won', closedAt: '2018-01-30T00:00:00.000Z' }),
    )
      .on('2017-12-31')
      .withCurve(winCurve())
      .when(accountScoring, 'A1');
    expect(outcome).toMatchObject({ data: { values: { wonDeals: 0 } } });
  });

  it('waits for the ICP score', async () => {
    const outcome = await given(row('account', 'A1', {}))
      .withCurve(winCurve())
      .when(accountScoring, 'A1');
    expect(outcome).toEqual({ kind: 'nothing', reason: 'the account has no ICP score yet' });
  });
});
