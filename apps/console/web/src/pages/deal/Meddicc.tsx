import type { Insight } from '../../api/generated/types.gen';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

const LETTERS = {
  metrics: 'Metrics',
  economicBuyer: 'Economic buyer',
  decisionCriteria: 'Decision criteria',
  decisionProcess: 'Decision process',
  identifyPain: 'Identify pain',
  champion: 'Champion',
  competition: 'Competition',
} as const;
const LEVELS = ['nothing', 'assumed by us', 'said by the customer', 'confirmed'] as const;

/** A letter's level, whichever way the insight writes it: a number, or an object with a level. */
function levelOf(values: Record<string, unknown>, letter: string): number | null {
  const letters = (values['letters'] ?? values['levels'] ?? values['evidence'] ?? values) as Record<string, unknown>;
  const found = Array.isArray(letters)
    ? letters.find((one: { letter?: string }) => one.letter === letter)
    : letters[letter];
  if (typeof found === 'number') return found;
  const level = (found as { level?: unknown } | undefined)?.level;
  return typeof level === 'number' ? level : null;
}

/** Evidence 0–3 a letter, the gaps, and the next question to ask. */
export function Meddicc({ insight }: { insight: Insight | undefined }) {
  if (!insight) return null;
  const rows = Object.entries(LETTERS).map(([letter, name]) => ({
    letter,
    name,
    level: levelOf(insight.values, letter),
  }));
  return (
    <Section title="MEDDICC">
      {rows.some((row) => row.level !== null) && (
        <ul className={classes.letters}>
          {rows.map(({ letter, name, level }) => (
            <li key={letter}>
              <span>{name}</span>
              <span className={classes.bars} role="img" aria-label={`${level ?? 0} of 3`}>
                {[1, 2, 3].map((step) => (
                  <i key={step} data-on={(level ?? 0) >= step} />
                ))}
              </span>
              <span className="quiet">{LEVELS[level ?? 0]}</span>
            </li>
          ))}
        </ul>
      )}
      {insight.reasons.length > 0 && (
        <ul className={classes.reasons} style={{ marginTop: 8 }}>
          {insight.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}
