import { periodBefore, periodUpTo, type CompanyAsOf, type Kpi, type Period } from '@salesagent/canon/kpi';
import { addDays, daysBetween } from '@salesagent/canon/sales';
import type { Block, DocumentModel } from '@salesagent/documents';
import { bars } from '../../analysis/charts';
import { kpiValue } from '../../analysis/link';
import { count, money, valueOf } from '../../analysis/words';
import type { ForecastResponse } from '../../api/forecast.schema';
import type { ReportResponse } from '../../api/report.schema';
import { changesOf, headlineOf } from './changes';
import type { ReportRules } from './rules';

export type Rhythm = 'weekly' | 'monthly';

/** The period a report is about, and the one before it cut to the same number of days. */
export function reportPeriods(rhythm: Rhythm, asOf: string): { period: Period & { from: string }; previous: Period } {
  const period = periodUpTo(rhythm === 'weekly' ? 'week' : 'month', asOf) as Period & { from: string };
  const before = periodBefore(period);
  const last = addDays(before.from as string, daysBetween(period.from, asOf));
  const wholeMonth = rhythm === 'monthly' && addDays(asOf, 1).slice(0, 7) !== asOf.slice(0, 7);
  if (rhythm === 'weekly' || wholeMonth || last >= before.to) return { period, previous: before };
  return { period, previous: { ...before, label: `${before.label} to ${last}`, to: last } };
}

export function buildReport(
  now: CompanyAsOf,
  then: CompanyAsOf,
  kpis: readonly Kpi[],
  forecast: ForecastResponse,
  rhythm: Rhythm,
  rules: ReportRules,
): ReportResponse {
  const { period, previous } = reportPeriods(rhythm, now.asOf);
  const changes = changesOf(now, then, period, previous, rules);
  const won = changes.find((c) => c.id === 'won-value');
  const { status, reason, p10, p50, p90, wonSoFar, naive } = forecast;
  return {
    title: rhythm === 'weekly' ? 'Weekly report' : 'Monthly report',
    asOf: now.asOf,
    currency: now.currency,
    period,
    previous,
    headline: headlineOf(changes, now.currency),
    changes,
    kpis: kpis.map((k) => kpiValue(k)),
    forecast: { status, reason, period: forecast.period, p10, p50, p90, wonSoFar, naive },
    charts: won
      ? [
          bars(
            [
              { label: previous.label, value: won.before ?? 0, group: 'before' },
              { label: period.label, value: won.now ?? 0, group: 'now' },
            ],
            { x: '', y: `won value (${now.currency})` },
            `Won value: ${money(won.before ?? 0, now.currency)} before, ${money(won.now ?? 0, now.currency)} now.`,
          ),
          ...(forecast.chart ? [forecast.chart] : []),
        ]
      : forecast.chart
        ? [forecast.chart]
        : [],
  };
}

/** The report as a document. */
export function reportDocument(report: ReportResponse, company: string, scope: string): DocumentModel {
  const { currency, forecast } = report;
  const inWords = (v: number | null): string => (v === null ? 'not known' : money(v, currency));
  const blocks: Block[] = [
    { kind: 'paragraph', text: `**${report.headline}**` },
    { kind: 'heading', level: 2, text: `What changed: ${report.period.label} against ${report.previous.label}` },
    {
      kind: 'table',
      head: ['', 'now', 'before', 'why'],
      numeric: [1, 2],
      rows: report.changes.map((c) => [
        c.name,
        valueOf(c.now, c.unit, currency),
        valueOf(c.before, c.unit, currency),
        c.why,
      ]),
    },
    ...report.charts.map((c): Block => ({
      kind: 'picture',
      spec: c.spec,
      alt: c.alt,
      width: 560,
      height: Math.min(c.height, 180),
    })),
    { kind: 'heading', level: 2, text: `Forecast of the whole company for ${forecast.period.label}` },
    {
      kind: 'paragraph',
      text:
        forecast.status === 'ok'
          ? `P10 ${inWords(forecast.p10)}, **P50 ${inWords(forecast.p50)}**, P90 ${inWords(forecast.p90)}; won so far ${inWords(forecast.wonSoFar)}; naive ${inWords(forecast.naive.value)}.`
          : (forecast.reason ?? 'Not enough data.'),
    },
    { kind: 'page-break' },
    { kind: 'heading', level: 2, text: 'KPIs' },
    {
      kind: 'table',
      head: ['KPI', 'value', 'n', 'formula, or what is missing'],
      numeric: [1, 2],
      rows: report.kpis.map((k) => [
        k.name,
        valueOf(k.value, k.unit, currency),
        count(k.n),
        k.value === null ? `missing: ${k.missing ?? '–'}` : k.formula,
      ]),
    },
  ];
  return { title: report.title, subtitle: `${company}, ${scope}, ${report.period.label}`, language: 'en', blocks };
}
