import type { Forecast } from '../../api/generated/types.gen';
import { count, percent } from '../../format/number';
import { Mark } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';

const score = (value: number | null) => (value === null ? '–' : value.toFixed(4));

/** Every signal tried, tested out of time; what does not help is left out and says so. */
export function Signals({ signals }: { signals: Forecast['signals'] }) {
  return (
    <Section
      title="What carries signal here"
      note="Tested on deals later than those it was learnt from (Brier score; lower is better)."
      flush
    >
      <SimpleTable
        caption="Signals tested"
        rows={signals}
        rowKey={(signal) => signal.signal}
        columns={[
          { head: 'Signal', cell: (signal) => signal.signal },
          {
            head: 'Verdict',
            cell: (signal) => (
              <Mark tone={signal.verdict === 'used' ? 'live' : 'plain'}>{signal.verdict.replaceAll('-', ' ')}</Mark>
            ),
          },
          { head: 'Without', cell: (signal) => score(signal.brierWithout), number: true },
          { head: 'With', cell: (signal) => score(signal.brierWith), number: true },
          { head: 'Lift', cell: (signal) => percent(signal.lift), number: true },
          { head: 'n', cell: (signal) => count(signal.n), number: true },
          { head: 'Why', cell: (signal) => <span className="quiet">{signal.reason}</span> },
        ]}
      />
    </Section>
  );
}
