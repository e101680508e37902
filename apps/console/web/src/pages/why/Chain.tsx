import { Link } from 'react-router';
import type { ChainStep } from '../../api/generated/types.gen';
import { sourceInWords } from '../../format/source';
import { instantOf, withDates } from '../../format/when';
import { Facts } from '../../pieces/Facts';
import { PassageLink } from '../../pieces/PassageLink';
import { Value } from '../../pieces/Value';
import { whyLink } from './whyLink';
import classes from './Chain.module.css';

const PARTS: Record<ChainStep['part'], string> = {
  trigger: 'What set it off',
  facts: 'From what facts',
  rules: 'By what rules',
  words: 'In whose words',
  policy: 'What the policy says',
  approval: 'Who decided',
  execution: 'What was done',
  outcome: 'What came of it',
};

const VERSION_OF: Partial<Record<ChainStep['part'], string>> = { rules: 'Playbook', policy: 'Policy' };

/** The life of an action in the order of its making, each step with the event that says so. */
export function Chain({ steps }: { steps: ChainStep[] }) {
  return (
    <ol className={classes.chain}>
      {steps.map((step, i) => (
        <li key={`${step.part} ${i}`} className={classes.step} data-known={step.known}>
          <h3 className={classes.part}>{PARTS[step.part]}</h3>
          <div className={classes.said}>
            <p>{withDates(step.sentence)}</p>
            {step.facts.length > 0 && (
              <Facts
                facts={step.facts.map((fact) => ({
                  label: withSource(fact),
                  value: <Value of={fact.value} name={fact.label} />,
                }))}
              />
            )}
            {step.passages.length > 0 && (
              <ul className={classes.passages}>
                {step.passages.map((passage) => (
                  <li key={passage.id}>
                    <PassageLink passage={passage} /> <span className="quiet small">{passage.id}</span>
                  </li>
                ))}
              </ul>
            )}
            <Origin step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** `Price – amount of deal O1`; of a field that is called by its own name only `Amount of deal O1`. */
function withSource({ label, source }: ChainStep['facts'][number]): string {
  if (!source) return label;
  const from = source.startsWith('playbook:') ? source.slice('playbook:'.length) : sourceInWords(source);
  return from.toLowerCase().startsWith(label.toLowerCase()) ? from : `${label} – ${from}`;
}

/** When, by whom, by which version, and the event. */
function Origin({ step }: { step: ChainStep }) {
  const version = step.version && VERSION_OF[step.part];
  if (!step.at && !version) return null;
  return (
    <p className={classes.origin}>
      {step.at && <time dateTime={step.at}>{instantOf(step.at)}</time>}
      {step.by && <span>{step.by.name ?? step.by.id}</span>}
      {version && (
        <span>
          {version} version {step.version}
        </span>
      )}
      {step.eventId && (
        <Link to={whyLink(step.eventId)} title={step.eventId}>
          event {step.eventId.slice(0, 8)}
        </Link>
      )}
    </p>
  );
}
