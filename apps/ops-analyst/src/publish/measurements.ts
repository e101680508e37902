import { eventId } from '@salesagent/canon/events';
import { FORMULA_VERSION, type Kpi } from '@salesagent/canon/kpi';
import type { ActionName } from '@salesagent/canon/sales';
import type { EventToAppend } from '@salesagent/event-store';
import type { ForecastResponse } from '../api/forecast.schema';
import type { Work } from './work';

/** An event with the stream it belongs to, which is its key on the bus. */
export interface Publication {
  stream: string;
  event: EventToAppend;
}

/** Ids follow from the cause, so a repeated piece of work says nothing twice. */
export function publication(work: Work, stream: string, type: string, data: unknown, businessDay: string): Publication {
  const cause = String(work.data['eventId'] ?? work.cause);
  return {
    stream,
    event: {
      id: eventId(cause, stream, type),
      type,
      data,
      occurredAt: new Date(`${businessDay}T00:00:00.000Z`),
      correlationId: work.correlationId,
      causationId: cause,
      actor: 'ops-analyst',
    },
  };
}

export function kpiMeasured(asOf: string, period: string, currency: string, kpis: readonly Kpi[]): unknown {
  return {
    asOf,
    period,
    currency,
    formulaVersion: FORMULA_VERSION,
    kpis: Object.fromEntries(
      kpis.map(({ id, value, numerator, denominator, n, missing }) => [
        id,
        { value, numerator, denominator, n, missing },
      ]),
    ),
  };
}

/** Null when there is no forecast to speak of. */
export function forecastMade(forecast: ForecastResponse): unknown {
  const { p10, p50, p90, period, curve } = forecast;
  if (p10 === null || p50 === null || p90 === null || curve === null) return null;
  return {
    asOf: forecast.asOf,
    periodStart: period.from,
    periodEnd: period.to,
    p10,
    p50,
    p90,
    closedSoFar: forecast.wonSoFar,
    openDeals: forecast.open.live,
    curveVersion: curve.version,
  };
}

export function insightRecorded(
  action: ActionName,
  businessDate: string,
  playbookVersion: string,
  insight: { values: Record<string, unknown>; reasons: string[] },
  citations: string[],
): unknown {
  return { action, subject: 'company', businessDate, ...insight, citations, playbookVersion };
}
