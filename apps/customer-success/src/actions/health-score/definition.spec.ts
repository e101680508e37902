import { deal, given, row } from '@salesagent/agent/testing';
import { healthScore } from './definition';

const customer = row('account', 'A1', { name: 'Isdom', lifecycle: 'customer' });

describe('health-score', () => {
  it('is the worked example of the playbook', async () => {
    const outcome = await given(
      customer,
      row('case', 'K', { accountId: 'A1', status: 'open', openedAt: '2017-12-11T09:00:00.000Z' }),
      row('activity', 'X', { accountId: 'A1', type: 'meeting', happenedAt: '2017-11-21T09:00:00.000Z' }),
      row('contract', 'R', { accountId: 'A1', status: 'active', renewalDate: '2018-04-10' }),
      deal('W', { accountId: 'A1', outcome: 'won', closedAt: '2017-05-01T00:00:00.000Z' }),
    ).when(healthScore, 'A1');
    expect(outcome).toMatchObject({ kind: 'insight', fields: { agentHealthScore: 62 } });
  });

  it('does not count a win that is dated in the future', async () => {
    const outcome = await given(
      customer,
      row('case', 'K', { accountId: 'A1', status: 'open', openedAt: '2017-12-11T09:00:00.000Z' }),
      row('activity', 'X', { accountId: 'A1', type: 'meeting', happenedAt: '2017-11-21T09:00:00.000Z' }),
      deal('W', { accountId: 'A1', outcome: 'won', closedAt: '2018-01-30T00:00:00.000Z' }),
    )
      .on('2017-12-31')
      .when(healthScore, 'A1');
    expect(outcome).toMatchObject({ data: { values: { wonDeals: 0 } } });
  });

  it('gives no score from deals alone', async () => {
    const outcome = await given(
      customer,
      deal('W', { accountId: 'A1', outcome: 'won', closedAt: '2017-05-01T00:00:00.000Z' }),
    ).when(healthScore, 'A1');
    expect(outcome).toEqual({
      kind: 'nothing',
      reason: 'not enough data: the CRM holds no cases, no activities, no contracts',
    });
  });

  it('is about customers only', async () => {
    const outcome = await given(row('account', 'A1', { name: 'Isdom' })).when(healthScore, 'A1');
    expect(outcome).toMatchObject({ kind: 'nothing', reason: 'the account is not a customer' });
  });
});
