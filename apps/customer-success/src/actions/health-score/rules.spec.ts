import { healthRules, scoreHealth, type HealthFacts } from './rules';

const rules = healthRules.parse({
  weights: { cases: 30, contact: 25, contract: 20, buying: 25 },
  openCase: 0.15,
  agedCaseDays: 14,
  agedCase: 0.25,
  escalatedCase: 0.5,
  contactBands: [
    { withinDays: 30, share: 1 },
    { withinDays: 60, share: 0.7 },
    { withinDays: 90, share: 0.4 },
  ],
  renewalBands: [
    { fromDays: 180, share: 1 },
    { fromDays: 90, share: 0.7 },
    { fromDays: 0, share: 0.2 },
  ],
  buyingDays: 365,
  wonDealsForFull: 2,
  minimumKnown: 0.5,
  atRiskBelow: 50,
  silentBeforeRenewal: { renewalWithinDays: 90, silentDays: 90 },
});
const facts: HealthFacts = {
  openCases: [{ ageDays: 20, escalationLevel: 0 }],
  daysSinceContact: 40,
  daysToRenewal: 100,
  wonDeals: 1,
};

describe('health score of a customer', () => {
  it('is the worked example of the playbook', () => {
    expect(scoreHealth(facts, rules)).toMatchObject({ known: true, score: 62, atRisk: false, missing: [] });
  });

  it('leaves out what is not recorded and scales the rest to 100', () => {
    const health = scoreHealth({ ...facts, openCases: null }, rules);
    if (!health.known) throw new Error('70 of 100 weights are known');
    expect(health.missing).toEqual(['cases']);
    expect(health.parts.reduce((sum, p) => sum + p.of, 0)).toBeCloseTo(100, 0);
    expect(health.parts.reduce((sum, p) => sum + p.points, 0)).toBeCloseTo(health.score, 9);
  });

  it('gives no score when less than half of the weights are known', () => {
    expect(scoreHealth({ openCases: null, daysSinceContact: null, daysToRenewal: null, wonDeals: 3 }, rules)).toEqual({
      known: false,
      missing: ['cases', 'activities', 'contracts'],
    });
  });

  it('is at risk when nobody spoke with us before a renewal, whatever they bought', () => {
    const silent = scoreHealth({ openCases: [], daysSinceContact: 358, daysToRenewal: 31, wonDeals: 2 }, rules);
    expect(silent).toMatchObject({ known: true, atRisk: true, why: [expect.stringContaining('renewal is due')] });
    if (silent.known) expect(silent.score).toBeGreaterThan(rules.atRiskBelow);
    expect(scoreHealth({ ...facts, daysSinceContact: 20, daysToRenewal: 31 }, rules)).toMatchObject({ atRisk: false });
  });

  it('falls to risk with an escalated case, silence and a missed renewal', () => {
    const health = scoreHealth(
      {
        openCases: [{ ageDays: 30, escalationLevel: 2 }],
        daysSinceContact: 'never',
        daysToRenewal: -3,
        wonDeals: 0,
      },
      rules,
    );
    expect(health).toMatchObject({ known: true, atRisk: true });
    if (health.known) expect(health.parts.find((p) => p.part === 'contract')).toMatchObject({ points: 0 });
  });
});
