import { fieldsOf, HS_DEAL, ON_HUBSPOT, ON_SALESFORCE, record, SF_DEAL } from '../../testing/two-companies';

describe('two companies with different CRMs', () => {
  it('say the same of a deal in canon', () => {
    const same = {
      ...{ name: 'Rollout', amount: 120000, currency: 'USD', expectedCloseDate: '2026-03-31', closedAt: null },
      ...{ subStage: '4.2', outcome: null, type: 'new', createdAt: '2026-01-02T03:04:05.000Z' },
      ...{
        stageEnteredAt: '2026-02-01T10:00:00.000Z',
        agentWinProbability: 0.42,
        meddicc: { champion: 2, metrics: 1 },
      },
    };
    expect(fieldsOf(ON_SALESFORCE, record('Opportunity', '006A', SF_DEAL), 'opportunity')).toEqual({
      ...{ ...same, crmStage: 'Nutzen', accountId: '001A' },
    });
    expect(fieldsOf(ON_HUBSPOT, record('deals', '5', HS_DEAL), 'opportunity')).toEqual({
      ...{ ...same, crmStage: 'Demo', accountId: '77', contactId: null },
    });
  });

  it("take a closed deal's date as when it closed, at the company's midnight where the CRM has only a day", () => {
    const won = { ...SF_DEAL, StageName: 'Gewonnen', IsClosed: true, IsWon: true };
    expect(fieldsOf(ON_SALESFORCE, record('Opportunity', '006A', won), 'opportunity')).toMatchObject({
      ...{ outcome: 'won', subStage: '5.3', closedAt: '2026-03-30T22:00:00.000Z' },
    });
    const lost = { ...HS_DEAL, dealstage: 'closedlost', hs_is_closed: 'true', hs_is_closed_won: 'false' };
    const read = fieldsOf(ON_HUBSPOT, record('deals', '5', lost), 'opportunity')!;
    expect(read).toMatchObject({ outcome: 'lost', closedAt: '2026-03-31T21:00:00.000Z' });
    expect(read).not.toHaveProperty('expectedCloseDate');
  });

  it('write the same change in their own words', () => {
    const set = { subStage: '5.1', expectedCloseDate: '2026-06-30', agentWinProbability: 0.57, type: 'expansion' };
    expect(ON_SALESFORCE.toHosted('opportunity', set, '006A')).toEqual({
      object: 'Opportunity',
      values: { StageName: 'Angebot', CloseDate: '2026-06-30', Agent_Win__c: 57, Type: 'Upsell' },
    });
    expect(ON_HUBSPOT.toHosted('opportunity', set, '5')).toEqual({
      object: 'deals',
      values: {
        ...{ dealstage: 'contractsent', closedate: '2026-06-30T04:00:00.000Z', agent_win: '0.57' },
        dealtype: 'existingbusiness',
      },
    });
  });

  it('read back what they wrote', () => {
    const set = { type: 'new', agentWinProbability: 0.29, tier: 'T2' };
    for (const [mapping, object, type] of [
      [ON_SALESFORCE, 'Opportunity', 'opportunity'],
      [ON_HUBSPOT, 'deals', 'opportunity'],
    ] as const) {
      const { tier: _, ...deal } = set;
      const base = object === 'deals' ? HS_DEAL : SF_DEAL;
      const { values } = mapping.toHosted(type, { ...deal, meddicc: { champion: 3 } }, null);
      const back = fieldsOf(mapping, record(object, '1', { ...base, ...values }), type);
      expect(back).toMatchObject({ ...deal, meddicc: { champion: 3, metrics: 1 } });
    }
    for (const [mapping, object] of [
      [ON_SALESFORCE, 'Account'],
      [ON_HUBSPOT, 'companies'],
    ] as const) {
      const { values } = mapping.toHosted('account', { tier: 'T2', techStack: ['SAP', 'Kafka'] }, '1');
      expect(fieldsOf(mapping, record(object, '1', values), 'account')).toEqual({
        tier: 'T2',
        techStack: ['SAP', 'Kafka'],
      });
    }
  });
});
