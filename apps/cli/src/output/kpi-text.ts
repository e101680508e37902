import type { Kpi, Kpis, Report, Xray } from '../client/generated';
import { amount, count } from './numbers';
import { table } from './tables';

const FORMULA_SHOWN = 72;

function known(kpi: Kpi, currency: string): string {
  return kpi.value === null ? 'not enough data' : amount(kpi.value, kpi.unit, currency);
}

function why(kpi: Kpi): string {
  if (kpi.value === null) return `missing: ${kpi.missing ?? 'data'}${kpi.note ? ` – ${kpi.note}` : ''}`;
  return kpi.formula;
}

function kpiTable(kpis: readonly Kpi[], currency: string): string {
  return table(kpis, [
    { head: 'KPI', value: (k) => k.name },
    { head: 'value', value: (k) => known(k, currency), right: true },
    { head: 'n', value: (k) => count(k.n), right: true },
    { head: 'formula, or what is missing', value: why, most: FORMULA_SHOWN },
  ]);
}

/** KPIs that are read across groups; the rest is in --json. */
const ACROSS = ['won-deals', 'lost-deals', 'win-rate', 'won-value', 'sales-cycle', 'open-deals'];

export function kpisText(kpis: Kpis): string {
  const head = `KPIs as of ${kpis.asOf}, ${kpis.period.label}, in ${kpis.currency}`;
  if (!kpis.groups) return [head, '', kpiTable(kpis.kpis, kpis.currency), ...notes(kpis.notes)].join('\n');
  const shown = ACROSS.map((id) => kpis.kpis.find((k) => k.id === id)).filter((k) => k !== undefined);
  const groups = table(kpis.groups, [
    { head: kpis.by ?? 'group', value: (g) => g.label },
    ...shown.map((k) => ({
      head: k.name,
      value: (g: NonNullable<Kpis['groups']>[number]) => {
        const own = g.kpis.find(({ id }) => id === k.id);
        return own && own.value !== null ? amount(own.value, own.unit) : '–';
      },
      right: true,
    })),
  ]);
  return [head, '', groups, ...notes(kpis.notes)].join('\n');
}

function notes(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `· ${line}`)];
}

export function xrayText(xray: Xray): string {
  const findings = xray.findings.flatMap((f, i) => [
    '',
    `${i + 1}. ${f.title}`,
    `   ${f.sentence}`,
    `   n = ${count(f.n)} · ${f.formula}`,
    `   ${count(f.deals.count)} ${f.deals.count === 1 ? 'deal' : 'deals'}: ${f.deals.predicate}`,
  ]);
  return [`Pipeline X-ray as of ${xray.asOf}`, xray.headline, ...findings].join('\n');
}

export function reportText(report: Report): string {
  const changes = table(report.changes, [
    { head: 'what changed', value: (c) => c.name },
    { head: 'before', value: (c) => amount(c.before, c.unit, report.currency), right: true },
    { head: 'now', value: (c) => amount(c.now, c.unit, report.currency), right: true },
    { head: 'why', value: (c) => c.why },
  ]);
  return [
    `${report.title} (${report.period.label}, against ${report.previous.label})`,
    report.headline,
    '',
    changes || 'Nothing changed.',
    '',
    kpiTable(report.kpis, report.currency),
  ].join('\n');
}
