import { deal, given, row } from '@salesagent/agent/testing';
import { icpScoring } from './definition';

describe('icp-scoring', () => {
  it('scores an account on its own facts and on our record in its industry', async () => {
    const outcome = await given(
      row('account', 'A1', {
        name: 'Isdom',
        employees: 4540,
        revenue: 3178,
        country: 'United States',
        industry: 'medical',
      }),
      deal('D1', { accountId: 'A1', outcome: 'won' }),
      deal('D2', { accountId: 'A2', outcome: 'lost' }),
    ).when(icpScoring, 'A1');
    expect(outcome).toMatchObject({
      kind: 'insight',
      fields: { agentTierSuggestion: 'T1' },
      data: { values: { unknown: [] } },
    });
  });

  it('suggests the tier that the batch would give, whatever the score', async () => {
    const outcome = await given(
      row('account', 'A1', {
        name: 'Acme',
        employees: 2822,
        revenue: 1100,
        country: 'United States',
        industry: 'tech',
      }),
    ).when(icpScoring, 'A1');
    expect(outcome).toMatchObject({ kind: 'insight', fields: { agentTierSuggestion: 'T2' } });
  });

  it('scores an account nobody described, and names what is missing', async () => {
    const outcome = await given(row('account', 'A1', { name: 'Zencorporation' })).when(icpScoring, 'A1');
    expect(outcome).toMatchObject({
      kind: 'insight',
      fields: { agentIcpScore: 40, agentTierSuggestion: 'T1' },
      data: { values: { unknown: ['employees', 'revenue', 'industry', 'country'] } },
    });
  });
});
