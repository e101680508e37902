import type { TopLevelSpec } from 'vega-lite';
import type { Forecast } from '../../api/generated/types.gen';
import type { palette } from '../../charts/chartConfig';

/** One line: the band from P10 to P90, the middle, the naive forecast and what is won so far. */
export function outlookSpec(forecast: Forecast, colour: ReturnType<typeof palette>): TopLevelSpec {
  const marks = [
    { what: 'P50', value: forecast.p50, colour: colour.accent },
    { what: 'naive', value: forecast.naive.value, colour: colour.other },
    ...(forecast.wonSoFar > 0 ? [{ what: 'won so far', value: forecast.wonSoFar, colour: colour.muted }] : []),
  ].filter((mark) => mark.value !== null);
  const x = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: { zero: true, nice: true },
    axis: { format: '~s', tickCount: 6, grid: true },
  };
  const spec = {
    layer: [
      {
        data: { values: [{ low: forecast.p10, high: forecast.p90 }] },
        mark: { type: 'bar', height: 18, color: colour.band, cornerRadius: 2 },
        encoding: {
          x: { ...x, field: 'low' },
          x2: { field: 'high' },
          tooltip: [
            { field: 'low', title: 'P10', format: ',.0f' },
            { field: 'high', title: 'P90', format: ',.0f' },
          ],
        },
      },
      {
        data: { values: marks },
        mark: { type: 'tick', thickness: 3, size: 30 },
        encoding: {
          x,
          color: { field: 'colour', type: 'nominal', scale: null },
          tooltip: [
            { field: 'what', title: 'which' },
            { field: 'value', title: 'value', format: ',.0f' },
          ],
        },
      },
      {
        data: { values: marks },
        transform: [{ window: [{ op: 'row_number', as: 'place' }] }],
        mark: { type: 'text', dy: -26, fontWeight: 600 },
        encoding: { x, text: { field: 'what' }, color: { field: 'colour', type: 'nominal', scale: null } },
      },
    ],
  };
  return spec as unknown as TopLevelSpec;
}
