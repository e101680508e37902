import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { dateOf } from '../../format/when';
import { AsOfPicker } from '../../pieces/AsOfPicker';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { useAddress } from '../../pieces/useAddress';
import { AtRisk } from './AtRisk';
import { Graded } from './Graded';
import { Outlook } from './Outlook';
import { SeasonChart } from './SeasonChart';
import { Signals } from './Signals';
import { WinCurve } from './WinCurve';
import classes from './Forecast.module.css';

/** What the quarter will probably bring, and how right such forecasts have been. */
export default function Forecast() {
  const { get, set } = useAddress();
  const asOf = get('asOf');
  const forecast = useQuery({ ...queries.forecast({ asOf }), placeholderData: (was) => was });
  const backtest = useQuery(queries.backtest());
  return (
    <>
      <PageHeader
        title="Forecast"
        lead={
          forecast.data &&
          `${forecast.data.period.label}, the whole company’s, made with what was known on ${dateOf(forecast.data.asOf)}.`
        }
        actions={<AsOfPicker value={asOf} onChange={(day) => set({ asOf: day })} />}
      />
      <div className={classes.stack} aria-busy={forecast.isPlaceholderData}>
        <Loaded query={forecast} what="the forecast" lines={8}>
          {(found) =>
            found.status === 'not-enough-data' ? (
              <Notice title="Not enough data for a forecast">{found.reason}</Notice>
            ) : (
              <Outlook forecast={found} />
            )
          }
        </Loaded>
        <Loaded query={backtest} what="past forecasts" lines={6}>
          {(found) => <Graded backtest={found} />}
        </Loaded>
        {forecast.data?.curve && (
          <div className={classes.pair}>
            <WinCurve curve={forecast.data.curve} />
            <SeasonChart season={forecast.data.curve.season} />
          </div>
        )}
        <AtRisk />
        {forecast.data && forecast.data.signals.length > 0 && <Signals signals={forecast.data.signals} />}
        {forecast.data && forecast.data.notes.length > 0 && (
          <Section title="Notes">
            <ul style={{ paddingLeft: 18 }}>
              {forecast.data.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </>
  );
}
