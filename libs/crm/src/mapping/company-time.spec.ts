import { CompanyTime } from './company-time';
import { Rates } from './rates';
import { endOfPeriod, fiscalQuarterNamed } from './targets';

describe('the days of a company', () => {
  it.each([
    ['Europe/Berlin', '2026-01-15', '2026-01-14T23:00:00.000Z'],
    ['Europe/Berlin', '2026-07-15', '2026-07-14T22:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-01-15', '2026-01-14T18:30:00.000Z'],
    ['Pacific/Auckland', '2026-01-15', '2026-01-14T11:00:00.000Z'],
    // Beirut moves its clock at midnight: the day begins at one.
    ['Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00.000Z'],
  ])('in %s: %s begins at %s', (zone, day, instant) => {
    const time = new CompanyTime(zone);
    expect(time.startOf(day)).toBe(instant);
    expect(time.dayOf(new Date(instant))).toBe(day);
    expect(time.dayOf(new Date(Date.parse(instant) - 1))).not.toBe(day);
  });

  it('name quarters by the fiscal year they end in', () => {
    expect(fiscalQuarterNamed('FY2027 Q1', 4)).toEqual({ from: '2026-04-01', to: '2026-06-30' });
    expect(fiscalQuarterNamed('FY2027 Q4', 4)).toEqual({ from: '2027-01-01', to: '2027-03-31' });
    expect(fiscalQuarterNamed('2026 Q3', 1)).toEqual({ from: '2026-07-01', to: '2026-09-30' });
    expect(fiscalQuarterNamed('2026 Q3', 4)).toBeNull();
    expect(endOfPeriod('2026-05-10', 'year', 4)).toBe('2027-03-31');
    expect(endOfPeriod('2026-02-10', 'year', 4)).toBe('2026-03-31');
    expect(endOfPeriod('2024-02-10', 'month', 4)).toBe('2024-02-29');
  });

  it('hold the newest rate that is not later than the day', () => {
    const rates = new Rates('EUR', { USD: { '2026-01-01': 0.9, '2025-01-01': 0.96 } });
    expect([rates.on('USD', '2024-12-31'), rates.on('USD', '2025-12-31'), rates.on('USD', '2026-01-01')]).toEqual([
      ...[null, 0.96, 0.9],
    ]);
    expect(rates.on('EUR', '1999-01-01')).toBe(1);
  });
});
