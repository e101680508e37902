import { publishableCurve } from '@salesagent/forecast';
import type { ActionName } from '@salesagent/canon/sales';
import type { EventStore } from '@salesagent/event-store';
import { forecastInsight } from '../actions/forecast/insight';
import { buildReport, reportPeriods, type Rhythm } from '../actions/periodic-report/report';
import type { Analyst, DayAsked } from '../analysis/analyst';
import { forecastResponse } from '../analysis/forecast-response';
import type { ForecastResponse } from '../api/forecast.schema';
import type { FirstImport } from './first-import';
import { forecastMade, insightRecorded, kpiMeasured, publication, type Publication } from './measurements';
import type { Work, WorkList } from './work';

export interface PublisherOptions {
  store: EventStore;
  analyst: Analyst;
  list: WorkList;
  imports: FirstImport;
  company: string;
  today: () => Promise<string>;
}

/** Turns work into published measurements. This service alone publishes curves, KPIs and forecasts. */
export class Publisher {
  constructor(private readonly options: PublisherOptions) {}

  /** Does the next piece; false when there is none. */
  async step(): Promise<boolean> {
    const { store, list, imports } = this.options;
    const work = await list.next(store.pool);
    if (!work) return false;
    try {
      const { publications, then } = await this.measure(work);
      const streams = [...new Set(publications.map((p) => p.stream))];
      await store.transact(streams, async (tx) => {
        await tx.appendMany(publications.map(({ stream, event }) => ({ stream, expected: 'any', events: [event] })));
        await list.add(then, tx.client);
        if (work.kind === 'import') await imports.measured(work.correlationId, tx.client);
        await list.done(work, tx.client);
      });
    } catch (error) {
      await list.failed(work, error instanceof Error ? error.message : String(error), store.pool);
      throw error;
    }
    return true;
  }

  private async measure(work: Work): Promise<{ publications: Publication[]; then: Work[] }> {
    const day: DayAsked = { asOf: await this.options.today(), knownAt: null };
    switch (work.kind) {
      case 'import':
      case 'closings':
        return {
          publications: [await this.curve(work, day)],
          then: [{ ...work, kind: 'measure', cause: 'latest', attempts: 0 }],
        };
      case 'measure':
        return { publications: await this.kpisAndForecast(work, day), then: [] };
      case 'request':
        return { publications: [await this.answer(work, day)], then: [] };
    }
  }

  private async curve(work: Work, day: DayAsked): Promise<Publication> {
    const curve = publishableCurve(await this.options.analyst.company(day));
    return publication(work, `curve/${this.options.company}`, 'WinCurveFitted', curve, day.asOf);
  }

  private async forecast(day: DayAsked): Promise<ForecastResponse> {
    const { analyst } = this.options;
    const { currency } = await analyst.company(day);
    return forecastResponse(await analyst.forecast(day), await analyst.signals(day), currency);
  }

  private async kpisAndForecast(work: Work, day: DayAsked): Promise<Publication[]> {
    const { analyst } = this.options;
    const { currency } = await analyst.company(day);
    const publications: Publication[] = [];
    const forecast = await this.forecast(day);
    const made = forecastMade(forecast);
    if (made) publications.push(publication(work, `forecast/${forecast.period.from}`, 'ForecastMade', made, day.asOf));
    if (analyst.rules.forecast) publications.push(this.insight(work, day, 'forecast', forecastInsight(forecast)));
    for (const period of ['all', 'quarter'] as const) {
      const data = kpiMeasured(day.asOf, period, currency, await analyst.kpis(day, period));
      publications.push(publication(work, `kpi/${period}`, 'KpiMeasured', data, day.asOf));
    }
    return publications;
  }

  private insight(
    work: Work,
    day: DayAsked,
    action: ActionName,
    insight: ReturnType<typeof forecastInsight>,
  ): Publication {
    const citations = [`playbook:7-operations/${action}#what-to-do`];
    const data = insightRecorded(action, day.asOf, this.options.analyst.rules.playbookVersion, insight, citations);
    return publication(work, `${action}:company`, 'InsightRecorded', data, day.asOf);
  }

  /** Somebody asked for a forecast or a report: the answer is an insight, or the reason why there is none. */
  private async answer(work: Work, day: DayAsked): Promise<Publication> {
    const { analyst } = this.options;
    const action = work.data['action'] as ActionName;
    const on = action === 'forecast' ? analyst.rules.forecast : analyst.rules.report;
    const requestId = String(work.data['requestId'] ?? work.cause);
    if (!on) {
      const declined = {
        action,
        subject: 'company',
        requestId,
        reason: analyst.rules.off[action] ?? `${action} is off`,
      };
      return publication(work, `${action}:company`, 'ActionDeclined', declined, day.asOf);
    }
    if (action === 'forecast') return this.insight(work, day, action, forecastInsight(await this.forecast(day)));
    // Whoever asks without a rhythm wants to know what changed lately.
    const rhythm: Rhythm = work.data['rhythm'] === 'monthly' ? 'monthly' : 'weekly';
    return this.insight(work, day, action, await this.report(day, rhythm));
  }

  private async report(day: DayAsked, rhythm: Rhythm): Promise<ReturnType<typeof forecastInsight>> {
    const { analyst } = this.options;
    const { previous, period } = reportPeriods(rhythm, day.asOf);
    const now = await analyst.company(day);
    const then = await analyst.company({ ...day, asOf: previous.to });
    const rules = analyst.rules.report as NonNullable<typeof analyst.rules.report>;
    const report = buildReport(now, then, [], await this.forecast(day), rhythm, rules);
    return {
      values: { rhythm, period, previous, headline: report.headline, changes: report.changes },
      reasons: [report.headline, ...report.changes.map((c) => `${c.name}: ${c.why}`)],
    };
  }
}
