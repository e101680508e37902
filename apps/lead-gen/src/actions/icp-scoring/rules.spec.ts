import { icpRules, scoreIcp, type IcpFacts } from './rules';

const rules = icpRules.parse({
  weights: { size: 35, revenue: 25, record: 25, place: 15 },
  sizeBands: [
    { from: 0, share: 0.2 },
    { from: 250, share: 0.8 },
    { from: 1000, share: 1 },
  ],
  revenueBands: [
    { from: 0, share: 0.2 },
    { from: 1000, share: 1 },
  ],
  revenueUnit: 1_000_000,
  homeCountries: ['United States'],
  shareAbroad: 0.6,
  shareUnknown: 0.4,
  recordPriorDeals: 50,
  recordSpan: 0.15,
});

const acme: IcpFacts = {
  name: 'Acme',
  employees: 2822,
  revenue: 1100,
  country: 'United States',
  industry: 'technology',
  industryRecord: { won: 330, closed: 520 },
  companyRecord: { won: 4238, closed: 6711 },
};

describe('ICP score of an account', () => {
  it('is the worked example of the playbook', () => {
    const { score, parts } = scoreIcp(acme, rules);
    expect(score).toBe(87.7);
    expect(parts.map((p) => p.points)).toEqual([35, 25, 12.7, 15]);
  });

  it('has parts that add up to the score', () => {
    const { score, parts } = scoreIcp({ ...acme, employees: 333, industryRecord: { won: 7, closed: 9 } }, rules);
    expect(parts.reduce((sum, p) => sum + p.points, 0)).toBeCloseTo(score, 9);
  });

  it('gives an unknown fact the neutral share and names it', () => {
    const { parts, unknown } = scoreIcp({ ...acme, employees: null }, rules);
    expect(parts[0]).toEqual({ part: 'size', points: 14, of: 35, reason: 'employees is not recorded' });
    expect(unknown).toEqual(['employees']);
  });

  it('pulls an industry with few closed deals towards the company', () => {
    const few = scoreIcp({ ...acme, industryRecord: { won: 2, closed: 2 } }, rules).parts[2]?.points ?? 0;
    const many = scoreIcp({ ...acme, industryRecord: { won: 200, closed: 200 } }, rules).parts[2]?.points ?? 0;
    expect(few).toBeLessThan(14);
    expect(many).toBe(25);
  });

  it('knows no record before the first deal has closed', () => {
    expect(scoreIcp({ ...acme, companyRecord: { won: 0, closed: 0 } }, rules).unknown).toEqual(['closed deals']);
  });

  it('refuses weights that do not add up to 100', () => {
    expect(() => icpRules.parse({ ...rules, weights: { size: 1, revenue: 1, record: 1, place: 1 } })).toThrow(
      'the weights must add up to 100',
    );
  });
});
