import { retryAfter } from './openai/failure';
import { backOff } from './retrying';

describe('waiting before another attempt', () => {
  it('doubles its bound up to a most, and draws below it', () => {
    const most = backOff(500, 3_000, () => 1);
    expect([1, 2, 3, 4, 5].map((attempt) => most(attempt, undefined))).toEqual([500, 1_000, 2_000, 3_000, 3_000]);
    expect(backOff(500, 3_000, () => 0.25)(2, undefined)).toBe(250);
  });

  it('is never shorter than what was asked for', () => {
    expect(backOff(500, 8_000, () => 0)(1, 4_000)).toBe(4_000);
  });

  it.each([
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Mon, 02 Mar 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 02 Mar 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, ms) => {
    expect(retryAfter(new Headers(headers as Record<string, string>), new Date('2026-03-02T10:00:00Z'))).toBe(ms);
  });
});
