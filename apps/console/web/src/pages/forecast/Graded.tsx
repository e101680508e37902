import { useMemo } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import type { Backtest } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { palette } from '../../charts/chartConfig';
import { money } from '../../format/money';
import { count, percent } from '../../format/number';
import { dateOf } from '../../format/when';
import { Notice } from '../../pieces/Notice';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { gradedSpec } from './gradedSpec';
import classes from './Forecast.module.css';

const signed = (share: number | null) =>
  share === null ? '–' : `${share > 0 ? '+' : share < 0 ? '−' : ''}${percent(Math.abs(share))}`;

/** Past quarters forecast on the evening before they began, beside what happened and the naive forecast. */
export function Graded({ backtest }: { backtest: Backtest }) {
  const scheme = useComputedColorScheme('light');
  const first = useMemo(() => backtest.grades.filter((grade) => grade.day <= 1), [backtest]);
  const spec = useMemo(() => gradedSpec(first, palette(scheme)), [first, scheme]);
  const { currency } = backtest;
  if (backtest.grades.length === 0) {
    return <Notice title="No past quarter to grade yet">{backtest.notes.join(' ')}</Notice>;
  }
  return (
    <Section title="How right it would have been" note="Each forecast saw nothing later than its own day.">
      <dl className={classes.summary}>
        {backtest.summary.map((line) => (
          <div key={line.of}>
            <dt>{line.of}</dt>
            <dd>
              {line.covered} of {line.n} inside P10–P90
            </dd>
            <dd className={classes.detail}>
              bias {signed(line.bias)} · WAPE {percent(line.wape)} · naive WAPE {percent(line.naiveWape)}
            </dd>
          </div>
        ))}
      </dl>
      <Chart
        spec={spec}
        height={250}
        label={first
          .map(
            (grade) =>
              `${grade.period.label}: P50 ${money(grade.p50, currency)}, actual ${money(grade.actual, currency)}`,
          )
          .join('; ')}
      />
      <div style={{ overflowX: 'auto', margin: '8px -16px -8px' }}>
        <SimpleTable
          caption="Graded forecasts"
          rows={backtest.grades}
          rowKey={(grade) => `${grade.asOf} ${grade.period.id} ${grade.period.label}`}
          columns={[
            { head: 'As of', cell: (grade) => dateOf(grade.asOf), tight: true },
            { head: 'Quarter', cell: (grade) => grade.period.label, tight: true },
            { head: 'P10', cell: (grade) => money(grade.p10, currency), number: true },
            { head: 'P50', cell: (grade) => money(grade.p50, currency), number: true },
            { head: 'P90', cell: (grade) => money(grade.p90, currency), number: true },
            { head: 'Actual', cell: (grade) => <strong>{money(grade.actual, currency)}</strong>, number: true },
            { head: 'Naive', cell: (grade) => money(grade.naive, currency), number: true },
            { head: 'Bias', cell: (grade) => signed(grade.bias), number: true },
            { head: 'n', cell: (grade) => count(grade.n), number: true },
            {
              head: 'Verdict',
              cell: (grade) =>
                grade.status === 'graded'
                  ? grade.covered
                    ? 'inside'
                    : 'outside P10–P90'
                  : (grade.reason ?? grade.status),
            },
          ]}
        />
      </div>
      {backtest.notes.map((note) => (
        <p key={note} className="quiet small" style={{ marginTop: 12 }}>
          {note}
        </p>
      ))}
    </Section>
  );
}
