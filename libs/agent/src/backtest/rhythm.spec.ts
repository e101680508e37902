import { basePlaybook } from '../../testing/playbooks';
import { Rhythm } from './rhythm';

const askedOn = (day: string, timeZone = 'UTC') =>
  new Rhythm(basePlaybook(), timeZone).of(day).map(({ at, ask }) => [at.toISOString(), ask.length > 0] as const);

describe('the rhythm of the past', () => {
  it('beats daily, on Mondays, and on the first of a month, at the hours of the playbook', () => {
    const [daily, weekly] = ['05:00', '06:00'];
    expect(askedOn('2017-03-02').map(([at]) => at)).toEqual([`2017-03-02T${daily}:00.000Z`]);
    expect(askedOn('2017-03-06').map(([at]) => at.slice(11, 16))).toEqual([daily, weekly]);
    expect(askedOn('2017-03-01').map(([at]) => at.slice(11, 16))).toEqual([daily, weekly]);
  });

  it('beats by the clock of the company, within the day of the business clock', () => {
    expect(askedOn('2017-03-02', 'America/New_York')).toEqual([['2017-03-02T10:00:00.000Z', true]]);
    expect(askedOn('2017-03-02', 'Pacific/Auckland')).toEqual([['2017-03-02T16:00:00.000Z', true]]);
  });

  it('asks in rounds about customers and prospects', () => {
    const rounds = (action: string): number =>
      Array.from({ length: 30 }, (_, n) => new Date(Date.UTC(2017, 5, 1 + n)).toISOString().slice(0, 10)).filter(
        (day) => new Rhythm(basePlaybook(), 'UTC').of(day).some(({ ask }) => ask.includes(action)),
      ).length;
    expect([4, 5]).toContain(rounds('health-score'));
    expect(rounds('stalled-deal-alert')).toBe(30);
  });
});
