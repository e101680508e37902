import type { Insight } from '../../api/generated/types.gen';
import { withDates } from '../../format/when';
import { Mark } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

/** Named risks, each with the fact it rests on. */
export function Risks({ insight, risks }: { insight: Insight | undefined; risks: string[] }) {
  if (!insight && risks.length === 0) return null;
  return (
    <Section title="Risks">
      {risks.length > 0 && (
        <p style={{ display: 'flex', flexWrap: 'wrap', gap: 6, marginBottom: 6 }}>
          {risks.map((risk) => (
            <Mark key={risk} tone="stalled">
              {risk}
            </Mark>
          ))}
        </p>
      )}
      {insight && insight.reasons.length > 0 ? (
        <ul className={classes.reasons}>
          {insight.reasons.map((reason) => (
            <li key={reason}>{withDates(reason)}</li>
          ))}
        </ul>
      ) : (
        risks.length === 0 && <p className="quiet">None found.</p>
      )}
    </Section>
  );
}
