import type { Insight } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { decimal } from '../../format/number';
import { dateOf } from '../../format/when';
import { Facts } from '../../pieces/Facts';
import { PassageLink } from '../../pieces/PassageLink';
import { Section } from '../../pieces/Section';
import { Value, valueInWords } from '../../pieces/Value';

interface Props {
  insights: Insight[];
  /** Actions that have a section of their own. */
  except: string[];
}

/** One part of a score: what it earned of what it could, and why. */
interface Part {
  part: string;
  points: number;
  of: number;
  reason?: string;
}

function partsOf(values: Insight['values']): Part[] {
  const parts = values['parts'];
  if (!Array.isArray(parts)) return [];
  return (parts as Partial<Part>[]).filter(
    (one): one is Part => typeof one.part === 'string' && typeof one.points === 'number' && typeof one.of === 'number',
  );
}

/** What has a value of its own to show: no parts of a score, no empty lists. */
function plainValues(values: Insight['values']): [string, unknown][] {
  return Object.entries(values).filter(([, value]) => {
    if (value === null || valueInWords(value) === '') return false;
    return !Array.isArray(value) || (value.length > 0 && value.every((one) => typeof one !== 'object'));
  });
}

/** `account-scoring` → `Account scoring` */
const nameOf = (action: string): string => fieldInWords(action.replaceAll('-', ' '));

/** What agents computed about the record, with their reasons. */
export function OtherInsights({ insights, except }: Props) {
  return (
    <>
      {insights
        .filter((insight) => !except.includes(insight.action))
        .map((insight) => {
          const parts = partsOf(insight.values);
          const reasons = insight.reasons.filter((reason) => !parts.some((one) => one.reason === reason));
          return (
            <Section key={insight.action} title={nameOf(insight.action)} note={`As of ${dateOf(insight.businessDate)}`}>
              <Facts
                facts={plainValues(insight.values).map(([name, value]) => ({
                  label: fieldInWords(name),
                  value: <Value of={value} name={name} />,
                }))}
              />
              {parts.length > 0 && (
                <ul style={{ paddingLeft: 18, marginTop: 8 }}>
                  {parts.map((one) => (
                    <li key={one.part}>
                      {fieldInWords(one.part)}: {decimal(one.points)} of {decimal(one.of)} points
                      {one.reason && <span className="quiet"> · {one.reason}</span>}
                    </li>
                  ))}
                </ul>
              )}
              {reasons.length > 0 && (
                <ul style={{ paddingLeft: 18, marginTop: 8 }}>
                  {reasons.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              )}
              {insight.citations.map((passage) => (
                <PassageLink key={passage.id} passage={passage} />
              ))}
            </Section>
          );
        })}
    </>
  );
}
