import { useMemo } from 'react';
import { useComputedColorScheme } from '@mantine/core';
import type { Forecast } from '../../api/generated/types.gen';
import { Chart } from '../../charts/Chart';
import { palette } from '../../charts/chartConfig';
import { money } from '../../format/money';
import { count, decimal } from '../../format/number';
import { Facts } from '../../pieces/Facts';
import { Section } from '../../pieces/Section';
import { outlookSpec } from './outlookSpec';
import classes from './Forecast.module.css';

/** P10–P50–P90 of the quarter on one line with the naive forecast, and what the middle is made of. */
export function Outlook({ forecast }: { forecast: Forecast }) {
  const scheme = useComputedColorScheme('light');
  const spec = useMemo(() => outlookSpec(forecast, palette(scheme)), [forecast, scheme]);
  const { currency } = forecast;
  const parts = forecast.parts.map((part) => ({
    label: part.part,
    value: `${money(part.mean, currency)} · ${decimal(part.deals, 0)} deals`,
  }));
  return (
    <Section
      title={`Forecast of ${forecast.period.label}`}
      note={`Of ${count(forecast.simulation.runs)} simulated quarters, four in five end between P10 and P90.`}
    >
      <div className={classes.outlook}>
        <div>
          <p className="quiet small">P50, as likely above as below</p>
          <p className={classes.middle}>{money(forecast.p50, currency)}</p>
          <p className="quiet">
            {money(forecast.p10, currency)} – {money(forecast.p90, currency)}
          </p>
          <p className="quiet small" title={forecast.naive.how} style={{ marginTop: 6 }}>
            Naive: {money(forecast.naive.value, currency)} – {forecast.naive.how}
          </p>
        </div>
        <Chart
          spec={spec}
          height={110}
          label={`P10 ${money(forecast.p10, currency)}, P50 ${money(forecast.p50, currency)}, P90 ${money(forecast.p90, currency)}, naive ${money(forecast.naive.value, currency)}`}
        />
      </div>
      <div className={classes.pair} style={{ marginTop: 12 }}>
        <div>
          <h3>What the mean is made of</h3>
          <Facts facts={parts} />
        </div>
        <div>
          <h3>The open deals it sees</h3>
          <Facts
            facts={[
              { label: 'engaged, live', value: count(forecast.open['live']) },
              { label: 'engaged, dead: outside everything you have won', value: count(forecast.open['dead']) },
              { label: 'prospecting', value: count(forecast.open['prospecting']) },
              {
                label: 'valued at own amount / list price / drawn',
                value: `${count(forecast.open['ownValue'])} / ${count(forecast.open['listPrice'])} / ${count(forecast.open['drawn'])}`,
              },
            ]}
          />
        </div>
      </div>
    </Section>
  );
}
