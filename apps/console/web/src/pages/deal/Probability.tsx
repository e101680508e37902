import type { DealRow, Insight } from '../../api/generated/types.gen';
import { count, probability } from '../../format/number';
import { useReader } from '../../reading/ReadingContext';
import { Anchor } from '@mantine/core';
import { PassageLink } from '../../pieces/PassageLink';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

interface Props {
  deal: DealRow;
  insight: Insight | undefined;
}

/** The probability of winning with its reasons and the number of deals it rests on. */
export function Probability({ deal, insight }: Props) {
  const reader = useReader();
  if (deal.outcome !== null) return null;
  const n = typeof insight?.values['n'] === 'number' ? insight.values['n'] : null;
  return (
    <Section
      title="Probability of winning"
      aside={
        <Anchor
          component="button"
          size="xs"
          onClick={() => reader.openExplanation(`opportunity/${deal.id}#agentWinProbability`)}
        >
          Explain
        </Anchor>
      }
    >
      {deal.winProbability === null ? (
        <p className="quiet">Not scored yet. {insight?.reasons.join(' ')}</p>
      ) : (
        <>
          <p>
            <span className={classes.headline}>{probability(deal.winProbability)}</span>{' '}
            <span className="quiet">
              {deal.winLabel}
              {n !== null && ` n = ${count(n)}`}
            </span>
          </p>
          {insight && (
            <ul className={classes.reasons}>
              {insight.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
          {insight?.citations.map((passage) => (
            <PassageLink key={passage.id} passage={passage} />
          ))}
        </>
      )}
    </Section>
  );
}
