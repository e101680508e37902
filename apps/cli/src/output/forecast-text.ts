import type { Backtest, Forecast } from '../client/generated';
import { amount, count, percent } from './numbers';
import { pairs, table } from './tables';

const money = (value: number | null, currency = ''): string => amount(value, 'money', currency);

export function forecastText(f: Forecast): string {
  const head = `Forecast of ${f.period.label} as of ${f.asOf}`;
  if (f.status !== 'ok') return `${head}\nNot enough data: ${f.reason ?? 'the reason is not known'}`;
  return [
    head,
    '',
    pairs([
      ['P10', money(f.p10, f.currency)],
      ['P50', money(f.p50, f.currency)],
      ['P90', money(f.p90, f.currency)],
      ['Won so far', money(f.wonSoFar, f.currency)],
      ['Naive', `${money(f.naive.value, f.currency)} (${f.naive.how})`],
    ]),
    '',
    table(f.parts, [
      { head: 'part', value: (p) => p.part },
      { head: 'mean', value: (p) => money(p.mean), right: true },
      { head: 'deals', value: (p) => count(p.deals), right: true },
    ]),
    '',
    `Open deals: ${Object.entries(f.open)
      .map(([name, n]) => `${name} ${count(n)}`)
      .join(', ')}`,
    ...(f.signals.length > 0
      ? [
          '',
          table(f.signals, [
            { head: 'signal', value: (s) => s.signal },
            { head: 'verdict', value: (s) => s.verdict },
            { head: 'lift', value: (s) => percent(s.lift), right: true },
            { head: 'n', value: (s) => count(s.n), right: true },
            { head: 'reason', value: (s) => s.reason },
          ]),
        ]
      : []),
    ...f.notes.map((note) => `· ${note}`),
  ].join('\n');
}

export function backtestText(b: Backtest): string {
  const grades = table(b.grades, [
    { head: 'as of', value: (g) => g.asOf },
    { head: 'period', value: (g) => g.period.label },
    { head: 'P10', value: (g) => money(g.p10), right: true },
    { head: 'P50', value: (g) => money(g.p50), right: true },
    { head: 'P90', value: (g) => money(g.p90), right: true },
    { head: 'actual', value: (g) => money(g.actual), right: true },
    { head: 'inside', value: (g) => (g.covered === null ? '–' : g.covered ? 'yes' : 'no') },
    { head: 'bias', value: (g) => percent(g.bias), right: true },
    { head: 'naive', value: (g) => money(g.naive), right: true },
    { head: 'n', value: (g) => count(g.n), right: true },
    { head: '', value: (g) => g.reason ?? '' },
  ]);
  const summary = table(b.summary, [
    { head: 'of', value: (s) => s.of },
    { head: 'n', value: (s) => count(s.n), right: true },
    { head: 'inside P10–P90', value: (s) => percent(s.coverage), right: true },
    { head: 'bias', value: (s) => percent(s.bias), right: true },
    { head: 'WAPE', value: (s) => percent(s.wape), right: true },
    { head: 'naive WAPE', value: (s) => percent(s.naiveWape), right: true },
  ]);
  return [`Past forecasts graded, as of ${b.asOf}`, '', grades, '', summary, ...b.notes.map((n) => `· ${n}`)].join(
    '\n',
  );
}
