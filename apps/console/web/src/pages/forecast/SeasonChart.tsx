import { useMemo } from 'react';
import type { TopLevelSpec } from 'vega-lite';
import type { Curve } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { count, percent } from '../../format/number';
import { Section } from '../../pieces/Section';

/** How the month of the quarter changes what is won, with n. */
export function SeasonChart({ season }: { season: Curve['season'] }) {
  const spec = useMemo(() => {
    const values = season.map(({ month, winRate, n }) => ({
      month: `month ${month}`,
      winRate,
      n,
      label: `${percent(winRate)}`,
    }));
    const x = { field: 'month', type: 'ordinal', title: null, sort: null };
    const y = {
      field: 'winRate',
      type: 'quantitative',
      title: null,
      axis: { format: '.0%', tickCount: 5 },
      scale: { domain: [0, 1] },
    };
    return {
      data: { values },
      layer: [
        {
          mark: { type: 'bar', width: { band: 0.5 } },
          encoding: {
            x,
            y,
            tooltip: [
              { field: 'month' },
              { field: 'winRate', title: 'win rate', format: '.1%' },
              { field: 'n', format: ',' },
            ],
          },
        },
        { mark: { type: 'text', dy: -9, fontWeight: 600 }, encoding: { x, y, text: { field: 'label' } } },
      ],
    } as unknown as TopLevelSpec;
  }, [season]);
  return (
    <Section
      title="Season: win rate by month of the quarter"
      note={`Of deals closed in that month. n = ${season.map((month) => count(month.n)).join(', ')}.`}
    >
      <Chart
        spec={spec}
        height={230}
        label={season.map((month) => `month ${month.month}: ${percent(month.winRate)}, n ${month.n}`).join('; ')}
      />
    </Section>
  );
}
