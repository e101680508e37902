import type { TopLevelSpec } from 'vega-lite';
import type { Backtest } from '../../api/generated/types.gen';
import type { palette } from '../../charts/chartConfig';

type Grade = Backtest['grades'][number];

/** Per quarter: the band P10–P90 with its middle, the naive forecast, and what really came. */
export function gradedSpec(grades: readonly Grade[], colour: ReturnType<typeof palette>): TopLevelSpec {
  const seen = grades.filter((grade) => grade.p50 !== null);
  const bands = seen.map((grade) => ({ quarter: grade.period.label, low: grade.p10, high: grade.p90 }));
  const points = seen.flatMap((grade) =>
    [
      { quarter: grade.period.label, what: 'forecast P50 with P10–P90', value: grade.p50 },
      { quarter: grade.period.label, what: 'actual', value: grade.actual },
      { quarter: grade.period.label, what: 'naive', value: grade.naive },
    ].filter((point) => point.value !== null),
  );
  const names = ['forecast P50 with P10–P90', 'actual', 'naive'];
  const x = { field: 'quarter', type: 'ordinal', title: null, sort: null, scale: { paddingInner: 0.4 } };
  const y = { type: 'quantitative', title: null, scale: { zero: true }, axis: { format: '~s', tickCount: 5 } };
  const spec = {
    layer: [
      {
        data: { values: bands },
        mark: { type: 'bar', width: 34, color: colour.band, cornerRadius: 2 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', size: 90, filled: true, opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          color: {
            field: 'what',
            type: 'nominal',
            title: null,
            scale: { domain: names, range: [colour.accent, colour.ink, colour.other] },
          },
          shape: {
            field: 'what',
            type: 'nominal',
            title: null,
            scale: { domain: names, range: ['stroke', 'circle', 'diamond'] },
          },
          tooltip: [
            { field: 'quarter' },
            { field: 'what', title: 'which' },
            { field: 'value', title: 'value', format: ',.0f' },
          ],
        },
      },
    ],
  };
  return spec as unknown as TopLevelSpec;
}
