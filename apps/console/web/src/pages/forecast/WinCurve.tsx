import { useMemo } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import type { TopLevelSpec } from 'vega-lite';
import type { Curve } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { palette } from '../../charts/chartConfig';
import { count, probability } from '../../format/number';
import { Section } from '../../pieces/Section';

/** The chance of winning a deal that is still open at an age, up to where nothing was ever won. */
export function WinCurve({ curve }: { curve: Curve }) {
  const scheme = useComputedColorScheme('light');
  const spec = useMemo(() => {
    const colour = palette(scheme);
    const limits = [
      { days: curve.wonP80Days, what: `four in five won by day ${curve.wonP80Days ?? ''}`, at: 0.95 },
      { days: curve.oldestWonDays, what: `oldest ever won, ${curve.oldestWonDays ?? ''}`, at: 0.86 },
    ].filter((limit) => limit.days !== null);
    return {
      layer: [
        {
          data: { values: curve.winByAge.map((p, days) => ({ days, p })) },
          mark: { type: 'area', line: { color: colour.accent }, color: colour.band, opacity: 0.5 },
          encoding: {
            x: { field: 'days', type: 'quantitative', title: 'days since engagement', axis: { tickCount: 8 } },
            y: {
              field: 'p',
              type: 'quantitative',
              title: null,
              axis: { format: '.0%', tickCount: 5 },
              scale: { domain: [0, 1] },
            },
            tooltip: [
              { field: 'days', title: 'age' },
              { field: 'p', title: 'P(win)', format: '.0%' },
            ],
          },
        },
        {
          data: { values: limits },
          mark: { type: 'rule', strokeDash: [3, 3], color: colour.ink },
          encoding: { x: { field: 'days', type: 'quantitative' } },
        },
        {
          data: { values: limits },
          mark: { type: 'text', align: 'right', dx: -5, baseline: 'middle' },
          encoding: {
            x: { field: 'days', type: 'quantitative' },
            y: { field: 'at', type: 'quantitative' },
            text: { field: 'what' },
          },
        },
      ],
    } as unknown as TopLevelSpec;
  }, [curve, scheme]);
  return (
    <Section
      title="Chance of winning by age"
      note={`Of deals still open at that age. n = ${count(curve.n)}: ${count(curve.won)} won, ${count(curve.lost)} lost.`}
    >
      <Chart
        spec={spec}
        height={230}
        label={`From ${probability(curve.winByAge[0])} at engagement; the oldest won deal took ${curve.oldestWonDays ?? 'unknown'} days`}
      />
    </Section>
  );
}
