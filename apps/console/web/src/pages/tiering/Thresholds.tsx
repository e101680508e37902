import type { Tiering } from '../../api/generated/types.gen';
import { count, counted, decimal } from '../../format/number';
import { Section } from '../../pieces/Section';
import classes from './Tiering.module.css';

const MEANING: Record<string, string> = {
  T1: 'human-led: agents prepare',
  T2: 'co-pilot: agents propose, people approve',
  T3: 'AI-led: agents may earn autonomy',
};
const NAMES: Record<string, string> = { icpScore: 'ICP score', employees: 'employees', revenue: 'revenue' };

/** The thresholds are in whole money; `unit` is only how the company's file counts it. */
function rulesOf(thresholds: unknown): string[] {
  if (typeof thresholds !== 'object' || thresholds === null) return ['everything else'];
  const rules = Object.entries(thresholds).filter((rule): rule is [string, number] => typeof rule[1] === 'number');
  return rules.length === 0
    ? ['everything else']
    : rules.map(([field, least]) => `${NAMES[field] ?? field} of ${decimal(least, 0)} or more`);
}

/** How many accounts fall into each tier, and by which thresholds. */
export function Thresholds({ tiering }: { tiering: Tiering }) {
  return (
    <Section
      title="Proposed tiers"
      note={
        (tiering.unknown ?? 0) > 0
          ? `${counted(tiering.unknown ?? 0, 'account lacks', 'accounts lack')} what the thresholds need; they stay T1.`
          : undefined
      }
    >
      <div className={classes.tiers}>
        {['T1', 'T2', 'T3'].map((tier) => (
          <div key={tier}>
            <h3>
              {tier} <span className="quiet">{MEANING[tier]}</span>
            </h3>
            <p className={classes.count}>{count(tiering.counts[tier] ?? 0)}</p>
            <ul className={classes.rules}>
              {rulesOf(tiering.thresholds[tier]).map((rule) => (
                <li key={rule}>{rule}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
