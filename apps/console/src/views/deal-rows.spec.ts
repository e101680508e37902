import { riskNames } from './deal-rows';

describe('the risks of a deal', () => {
  it('are named as deal-risk records them', () => {
    const risks = [
      { risk: 'silent', fact: 'No activity for 97 days', passage: '4-progression/deal-risk#silent' },
      { risk: 'no-economic-buyer', fact: 'No contact is marked as economic buyer' },
    ];
    expect(riskNames({ risks })).toEqual(['Silent', 'No economic buyer']);
  });

  it('are none where nothing was found', () => {
    expect(riskNames({ risks: [] })).toEqual([]);
    expect(riskNames(undefined)).toEqual([]);
  });
});
