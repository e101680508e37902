import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { Chart } from '../../charts/Chart';
import { dollars } from '../../format/dollars';
import { count } from '../../format/number';
import { dateOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import type { Costs } from '../../api/generated/types.gen';
import { daysSpec } from './daysSpec';
import { tokensOf } from './tokensOf';
import type { Span } from './useSpan';
import classes from './Costs.module.css';

/** What each day cost, as a picture and as numbers. */
export function Days({ span }: { span: Span }) {
  const days = useQuery({ ...queries.costs({ ...span, by: 'day', limit: 500 }), placeholderData: (was) => was });
  return (
    <Section title="By day" note="A day begins at 00:00 UTC.">
      <Loaded query={days} what="the days" lines={6}>
        {(found) => <DaysShown costs={found} />}
      </Loaded>
    </Section>
  );
}

function DaysShown({ costs: { rows, total } }: { costs: Costs }) {
  const unit = total.spent.usd === null ? 'tokens' : 'dollars';
  const spec = useMemo(() => daysSpec(rows, unit), [rows, unit]);
  return (
    <div className={classes.breakdown}>
      <Chart
        spec={spec}
        height={220}
        label={`${unit} by day: ${rows.map(({ key, spent }) => `${key} ${dollars(spent)}`).join('; ')}`}
      />
      <div className={classes.numbers}>
        <SimpleTable
          caption="Calls, tokens and dollars by day"
          rows={rows}
          rowKey={({ key }) => String(key)}
          columns={[
            { head: 'Day', cell: ({ key }) => dateOf(key), tight: true },
            { head: 'Calls', cell: ({ spent }) => count(spent.calls), number: true },
            { head: 'Tokens', cell: ({ spent }) => count(tokensOf(spent)), number: true },
            { head: 'Dollars', cell: ({ spent }) => dollars(spent), number: true },
          ]}
        />
      </div>
    </div>
  );
}
