import { deal, given, winCurve } from '@salesagent/agent/testing';
import type { Fields } from '@salesagent/canon/sales';
import { dealScoring } from './definition';

const look = async (fields: Fields<'opportunity'>, today = '2017-12-31', curve = winCurve()) => {
  const outcome = await given(deal('D1', fields)).on(today).withCurve(curve).when(dealScoring, 'D1');
  if (outcome.kind !== 'insight') throw new Error(outcome.kind === 'nothing' ? outcome.reason : 'a proposal');
  return outcome;
};
const engagedAt = (date: string): string => `${date}T00:00:00.000Z`;

describe('the chance of an open deal', () => {
  it('is that of its age, with the season it is expected to close in', async () => {
    const { data, fields } = await look({ engagedAt: engagedAt('2017-11-01'), expectedCloseDate: '2018-03-20' });
    // 60 days: 0.56; odds 1.2727 × 1.6 = 2.0364
    expect(data.values).toMatchObject({ atAge: 0.56, closingMonth: 3, ageDays: 60, n: 6711, label: null });
    expect(data.values['probability']).toBeCloseTo(0.6707, 4);
    expect(fields).toEqual({ agentWinProbability: 0.67 });
    expect(data.reasons).toEqual([
      'open for 60 days: from that age 56.0 % are won, by the curve of the company (fitted on 6711 deals of every age)',
      'expected to close in month 3 of a quarter (by expected close date), where 80.7 % of closings are won (n = 2811)',
    ]);
  });

  it('without a date closes as won deals of its age do, and says so', async () => {
    const { data } = await look({ engagedAt: engagedAt('2017-12-11') }); // 20 days, median 57: closes on 6 February
    expect(data.values).toMatchObject({ closingMonth: 2, closingFrom: 'ages of won deals' });
  });

  it('takes no month from a date that has passed: 104 days old, it closes half-way to 138', async () => {
    const { data } = await look({ engagedAt: engagedAt('2017-09-18'), expectedCloseDate: '2017-09-30' });
    expect(data.values).toMatchObject({ closingFrom: 'ages of won deals', closingMonth: 1 });
  });

  it('is not spoken of for a deal that begins in the future', async () => {
    const outcome = await given(deal('D1', { engagedAt: engagedAt('2018-01-15') }))
      .on('2017-12-31')
      .withCurve(winCurve())
      .when(dealScoring, 'D1');
    expect(outcome).toMatchObject({ kind: 'nothing', reason: expect.stringContaining('in the future') as unknown });
  });

  it('is zero outside everything that was ever won, and is named so', async () => {
    const { data, fields } = await look({ engagedAt: engagedAt('2017-08-14') });
    expect(data.values).toMatchObject({ probability: 0, label: 'outside everything you have won', ageDays: 139 });
    expect(data.reasons).toEqual(['outside everything you have won: open for 139 days, the oldest won deal took 138']);
    expect(fields).toEqual({ agentWinProbability: 0 });
  });

  it('is not given where too few deals stand behind the curve', async () => {
    const few = winCurve({ n: 20, won: 9, lost: 6 });
    await expect(look({ engagedAt: engagedAt('2017-12-11') }, '2017-12-31', few)).rejects.toThrow('15 closed deals');
  });

  it('is not given before anything was won', async () => {
    const none = winCurve({ won: 0, lost: 40, oldestWonDays: null });
    await expect(look({ engagedAt: engagedAt('2017-12-11') }, '2017-12-31', none)).rejects.toThrow(
      'no deal has been won',
    );
  });

  it('is not given to a deal that is not in discovery or has no date', async () => {
    await expect(look({ subStage: '3.2' })).rejects.toThrow('not yet in discovery');
    await expect(look({})).rejects.toThrow('neither an engagement nor a creation date');
  });
});
