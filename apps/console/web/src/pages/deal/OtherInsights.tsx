import type { Insight } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { PassageLink } from '../../pieces/PassageLink';
import { Section } from '../../pieces/Section';
import { Value, valueInWords } from '../../pieces/Value';
import { Facts } from '../../pieces/Facts';

interface Props {
  insights: Insight[];
  /** Actions that have a section of their own. */
  except: string[];
}

/** What agents computed about the record, with their reasons. */
export function OtherInsights({ insights, except }: Props) {
  return (
    <>
      {insights
        .filter((insight) => !except.includes(insight.action))
        .map((insight) => (
          <Section key={insight.action} title={insight.action} note={`As of ${dateOf(insight.businessDate)}`}>
            <Facts
              facts={Object.entries(insight.values)
                .filter(([, value]) => value !== null && valueInWords(value) !== '')
                .map(([label, value]) => ({ label, value: <Value of={value} /> }))}
            />
            {insight.reasons.length > 0 && (
              <ul style={{ paddingLeft: 18, marginTop: 8 }}>
                {insight.reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            )}
            {insight.citations.map((passage) => (
              <PassageLink key={passage.id} passage={passage} />
            ))}
          </Section>
        ))}
    </>
  );
}
