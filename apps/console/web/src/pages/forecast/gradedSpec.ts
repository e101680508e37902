import type { TopLevelSpec } from 'vega-lite';
import type { Backtest } from '../../api/generated/types.gen';
import type { palette } from '../../charts/chartConfig';

type Grade = Backtest['grades'][number];

/** Per quarter: the band P10–P90 with its middle, the naive forecast, and what really came. */
export function gradedSpec(grades: readonly Grade[], colour: ReturnType<typeof palette>): TopLevelSpec {
  const seen = grades.filter((grade) => grade.p50 !== null);
  const bands = seen.map((grade) => ({ quarter: grade.period.label, low: grade.p10, high: grade.p90 }));
  const of = (what: string, value: (grade: Grade) => number | null) =>
    seen
      .map((grade) => ({ quarter: grade.period.label, what, value: value(grade) }))
      .filter((point) => point.value !== null);
  const names = ['forecast: P50 in P10–P90', 'actual', 'naive'] as const;
  const x = { field: 'quarter', type: 'ordinal', title: null, sort: null, scale: { paddingInner: 0.4 } };
  const y = { type: 'quantitative', title: null, scale: { zero: true }, axis: { format: '~s', tickCount: 5 } };
  const color = {
    field: 'what',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: [colour.accent, colour.ink, colour.other] },
    legend: { symbolType: 'circle' },
  };
  const tooltip = [
    { field: 'quarter' },
    { field: 'what', title: 'which' },
    { field: 'value', title: 'value', format: ',.0f' },
  ];
  const layer = (values: unknown[], mark: object) => ({
    data: { values },
    mark: { filled: true, opacity: 1, ...mark },
    encoding: { x, y: { ...y, field: 'value' }, color, tooltip },
  });
  const spec = {
    layer: [
      {
        data: { values: bands },
        mark: { type: 'bar', width: 34, color: colour.band, cornerRadius: 2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      layer(
        of(names[0], (grade) => grade.p50),
        { type: 'tick', thickness: 3, width: 34 },
      ),
      layer(
        of(names[2], (grade) => grade.naive),
        { type: 'point', shape: 'diamond', size: 90 },
      ),
      layer(
        of(names[1], (grade) => grade.actual),
        { type: 'point', shape: 'circle', size: 90 },
      ),
    ],
  };
  return spec as unknown as TopLevelSpec;
}
