import { accountScoreRules, scoreAccount, type AccountScoreFacts } from './rules';

const rules = accountScoreRules.parse({
  weights: { fit: 40, engagement: 25, pipeline: 20, history: 15 },
  engagementBands: [
    { withinDays: 90, share: 0.3 },
    { withinDays: 14, share: 1 },
    { withinDays: 45, share: 0.7 },
  ],
  liveDealsForFull: 2,
  historyDays: 365,
  wonDealsForFull: 3,
});
const facts: AccountScoreFacts = {
  icpScore: 87.7,
  daysSinceContact: 30,
  activitiesRecorded: true,
  liveDeals: 1,
  wonDeals: 4,
};

describe('account score', () => {
  it('is the worked example of the playbook', () => {
    const { score, parts } = scoreAccount(facts, rules);
    expect(parts.map((p) => p.points)).toEqual([35.1, 17.5, 10, 15]);
    expect(score).toBe(77.6);
  });

  it('earns nothing for contact where nobody ever answered', () => {
    expect(scoreAccount({ ...facts, daysSinceContact: null }, rules).parts[1]).toMatchObject({
      points: 0,
      reason: 'no two-way contact on record',
    });
  });

  it('says so where the CRM holds no activities', () => {
    const { parts, unknown } = scoreAccount({ ...facts, daysSinceContact: null, activitiesRecorded: false }, rules);
    expect(parts[1]?.reason).toBe('activities are not recorded in this CRM');
    expect(unknown).toEqual(['activities']);
  });
});
