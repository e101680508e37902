import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { dollars, withoutPrice } from '../../format/dollars';
import { count } from '../../format/number';
import { Loaded } from '../../pieces/Loaded';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import type { Span } from './useSpan';

/** The same calls by the model that answered, or was asked. */
export function Models({ span }: { span: Span }) {
  const models = useQuery({ ...queries.costs({ ...span, by: 'model' }), placeholderData: (was) => was });
  return (
    <Section title="By model" flush>
      <Loaded query={models} what="the models" lines={3}>
        {({ rows }) => (
          <SimpleTable
            caption="Calls, tokens and dollars by model"
            stacked
            rows={rows}
            rowKey={({ key }) => String(key)}
            columns={[
              { head: 'Model', cell: ({ key }) => key },
              { head: 'Calls', cell: ({ spent }) => count(spent.calls), number: true },
              { head: 'Failed', cell: ({ spent }) => count(spent.failed), number: true },
              { head: 'In', cell: ({ spent }) => count(spent.tokens.input), number: true },
              { head: 'Cached', cell: ({ spent }) => count(spent.tokens.cachedInput), number: true },
              { head: 'Out', cell: ({ spent }) => count(spent.tokens.output), number: true },
              {
                head: 'Dollars',
                cell: ({ spent }) => (
                  <span title={withoutPrice(spent) ?? undefined}>
                    {spent.usd === null ? 'unknown: it has no price' : dollars(spent)}
                  </span>
                ),
                number: true,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
