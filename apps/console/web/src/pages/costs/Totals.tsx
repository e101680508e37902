import type { CostRow } from '../../api/generated/types.gen';
import { dollars, withoutPrice } from '../../format/dollars';
import { count, counted } from '../../format/number';
import { Facts } from '../../pieces/Facts';
import { Section } from '../../pieces/Section';

/** What the span cost, and apart from it what is still reserved. */
export function Totals({ total: { spent, reserved } }: { total: CostRow }) {
  const { tokens } = spent;
  return (
    <Section
      title="Altogether"
      note={
        spent.unpriced > 0
          ? `${withoutPrice(spent)}: that cost is not known, and in no sum here. MODEL_PRICES_FILE gives a model its price.`
          : undefined
      }
    >
      <Facts
        columns={3}
        facts={[
          { label: 'Dollars', value: <strong>{dollars(spent)}</strong> },
          { label: 'Calls that have ended', value: count(spent.calls) },
          { label: 'of them without an answer', value: count(spent.failed) },
          { label: 'Tokens in', value: count(tokens.input) },
          { label: 'of them cached', value: count(tokens.cachedInput) },
          { label: 'Tokens out', value: count(tokens.output) },
          ...(tokens.estimated > 0 ? [{ label: 'Tokens estimated', value: count(tokens.estimated) }] : []),
        ]}
      />
      {reserved.calls > 0 && (
        <p className="quiet">
          Apart from this, {counted(reserved.calls, 'call has', 'calls have')} not ended and may use up to{' '}
          {count(reserved.tokens)} tokens, {dollars(reserved)}: under way, or their process has ended before they did.
        </p>
      )}
    </Section>
  );
}
