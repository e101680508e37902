import type { ForecastResponse } from '../../api/forecast.schema';
import { count, money } from '../../analysis/words';

/** What the action `forecast` records about the company. Pure. */
export function forecastInsight(forecast: ForecastResponse): { values: Record<string, unknown>; reasons: string[] } {
  const { period, p10, p50, p90, wonSoFar, naive, open, currency } = forecast;
  const values = { period, p10, p50, p90, wonSoFar, naive: naive.value, live: open.live, dead: open.dead, currency };
  if (p10 === null || p50 === null || p90 === null) return { values, reasons: [forecast.reason ?? 'not enough data'] };
  return {
    values,
    reasons: [
      `${period.label}: P10 ${money(p10, currency)}, P50 ${money(p50, currency)}, P90 ${money(p90, currency)}.`,
      `${count(open.live)} live deals; ${count(open.dead)} are outside everything you have won and count for nothing.`,
      ...forecast.notes,
    ],
  };
}
