import { differingFields } from './drift';
import { isDue } from './reconciler';

const BERLIN = { hour: 3, timeZone: 'Europe/Berlin' };
const at = (iso: string) => ({ now: () => new Date(iso) });

describe('the nightly reconciliation is due', () => {
  it.each([
    ['once the hour has come in the company’s time', '2026-06-10T01:00:00Z', '2026-06-09T01:00:30Z', true],
    ['not before it', '2026-06-10T00:59:00Z', '2026-06-09T01:00:30Z', false],
    ['not twice a night', '2026-06-10T20:00:00Z', '2026-06-10T01:00:30Z', false],
    ['also after one by hand before the hour', '2026-06-10T01:00:00Z', '2026-06-09T23:30:00Z', true],
    ['later where gateway was away at the hour', '2026-06-10T18:00:00Z', '2026-06-09T01:00:30Z', true],
    ['at another hour of UTC in winter', '2026-12-10T01:30:00Z', '2026-12-09T02:00:30Z', false],
    ['where there was none yet', '2026-06-10T01:00:00Z', null, true],
  ])('%s', (_, now, last, due) => {
    expect(isDue(at(now), BERLIN, last === null ? null : new Date(last))).toBe(due);
  });
});

describe('fields that differ', () => {
  const here = {
    name: 'Deal',
    amount: 100,
    createdAt: '2026-01-01T00:00:00.000Z',
    meddicc: { champion: 1, metrics: 2 },
  };

  it('are those the CRM tells and the copy does not hold', () => {
    expect(
      differingFields('opportunity', here, { name: 'Deal', amount: 101, nextStep: 'Call', lossReason: null }),
    ).toEqual(['amount', 'nextStep']);
  });

  it('are not those that are only written otherwise, or unknown to canon', () => {
    const there = {
      amount: 100.001,
      createdAt: '2026-01-01T01:00:00+01:00',
      meddicc: { metrics: 2, champion: 1 },
      x: 1,
    };
    expect(differingFields('opportunity', here, there)).toEqual([]);
  });

  it('are those that are empty there and not here', () => {
    expect(differingFields('opportunity', here, { amount: null })).toEqual(['amount']);
  });
});
