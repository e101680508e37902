import type { AttentionView } from '../../api/generated/types.gen';
import { money } from '../../format/money';
import { decimal, percent, probability } from '../../format/number';
import { dateOf } from '../../format/when';
import { useCurrency } from '../../layout/SessionContext';
import { Mark } from '../../pieces/Mark';
import classes from './Worth.module.css';
import view from './ApprovalView.module.css';

/** What the decision is expected to be worth, as the sum it is, each assumed part named. */
export function Worth({ attention, proposedAt }: { attention: AttentionView; proposedAt: string }) {
  const currency = useCurrency();
  const parts = [
    { key: 'pWin', label: 'chance of winning', value: probability(attention.pWin), sign: '' },
    { key: 'amount', label: 'deal value', value: money(attention.amount, currency), sign: '×' },
    { key: 'uplift', label: 'uplift of the action', value: percent(attention.uplift), sign: '×' },
    { key: 'minutes', label: 'your minutes', value: `${decimal(attention.minutes)} min`, sign: '−' },
    { key: 'hourlyCost', label: 'an hour costs', value: `${money(attention.hourlyCost, currency)} / h`, sign: '×' },
  ];
  const gain = attention.pWin * attention.amount * attention.uplift;
  const cost = (attention.minutes / 60) * attention.hourlyCost;
  const others = attention.priors.filter((prior) => !parts.some((part) => part.key === prior));
  return (
    <section className={view.part}>
      <h3>
        Expected value <strong className={classes.total}>{money(attention.expectedValue, currency)}</strong>
      </h3>
      {attention.expectedValue < 0 && (
        <p>
          Worth less than the minutes it costs: it can bring {money(gain, currency)}, and {decimal(attention.minutes)}{' '}
          minutes cost {money(cost, currency)}. Letting it expire is a fair decision.
        </p>
      )}
      <dl className={classes.sum}>
        {parts.map((part) => (
          <div key={part.key}>
            <dt>{part.label}</dt>
            <dd>
              {part.sign && <span className={classes.sign}>{part.sign} </span>}
              {part.value} {attention.priors.includes(part.key) && <Mark tone="stalled">assumed</Mark>}
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">As it was reckoned on {dateOf(proposedAt)}, when it was proposed.</p>
      {others.length > 0 && <p className="quiet small">Assumed: {others.join(', ')}.</p>}
    </section>
  );
}
