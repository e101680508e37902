import type { TopLevelSpec } from 'vega-lite';
import type { CostRow } from '../../api/generated/types.gen';
import { tokensOf } from './tokensOf';

/** Bars by day, in dollars; in tokens where no call of the span has a price. Pale bars lack calls without a price. */
export function daysSpec(rows: readonly CostRow[], unit: 'dollars' | 'tokens'): TopLevelSpec {
  const values = rows.map(({ key, spent }) => ({
    day: key,
    value: unit === 'dollars' ? spent.usd : tokensOf(spent),
    calls: spent.calls,
    unpriced: spent.unpriced,
  }));
  const format = unit === 'dollars' ? '$,.4~f' : ',';
  const spec = {
    data: { values },
    mark: { type: 'bar', width: { band: 0.7 } },
    encoding: {
      x: { field: 'day', type: 'temporal', timeUnit: 'utcyearmonthdate', title: null, axis: { format: '%-d %b' } },
      y: { field: 'value', type: 'quantitative', title: unit, axis: { format, tickCount: 5 } },
      opacity: { condition: { test: 'datum.unpriced > 0', value: 0.5 }, value: 1 },
      tooltip: [
        { field: 'day', title: 'day, UTC' },
        { field: 'value', title: unit, format },
        { field: 'calls', title: 'calls', format: ',' },
        { field: 'unpriced', title: 'without price', format: ',' },
      ],
    },
  };
  return spec as unknown as TopLevelSpec;
}
