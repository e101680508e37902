import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Explanation } from '../../api/generated/types.gen';
import { queries } from '../../api/queries';
import { withDates } from '../../format/when';
import { Facts } from '../../pieces/Facts';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { PassageLink } from '../../pieces/PassageLink';
import { Section } from '../../pieces/Section';
import { Timeline } from '../../pieces/Timeline';
import { Value } from '../../pieces/Value';
import { subjectLink } from '../inbox/subjectLink';
import { Chain } from './Chain';
import { Writes } from './Writes';
import classes from './Why.module.css';

const TITLE: Record<Explanation['kind'], string> = {
  field: 'Why this value',
  record: 'Why this record',
  action: 'Why this proposal',
  event: 'What this event is',
};

/** Why a value, a record, a proposal or an event is as it is, told from the events and nothing else. */
export default function Why() {
  const { id = '' } = useParams();
  const explanation = useQuery(queries.explanation(id));
  return (
    <Loaded query={explanation} what="the explanation" lines={10}>
      {(found) => <Story of={found} />}
    </Loaded>
  );
}

function Story({ of }: { of: Explanation }) {
  const link = subjectLink(of.subject);
  return (
    <>
      <PageHeader
        title={TITLE[of.kind]}
        lead={
          <>
            {link ? <Link to={link}>{of.subject.label}</Link> : of.subject.label}
            {of.actionId && (
              <>
                {' · '}
                <Link to={`/inbox/${encodeURIComponent(of.actionId)}`}>the proposal</Link>
              </>
            )}
            <p className={classes.sentence}>{withDates(of.sentence)}</p>
          </>
        }
      />
      <div className={classes.stack}>
        {of.writes.length > 0 && (
          <Section title="Its values" note="The present one first; who or what wrote each.">
            <Writes writes={of.writes} field={of.field ?? ''} />
          </Section>
        )}
        {of.chain.length > 0 && (
          <Section
            title={of.kind === 'field' ? 'How the present value came about' : 'How it came about'}
            note="From the events alone. What they do not say is said to be missing."
          >
            <Chain steps={of.chain} />
          </Section>
        )}
        {of.chain.length === 0 && of.because.length > 0 && (
          <Section title="Because">
            <Facts
              facts={of.because.map((fact) => ({
                label: fact.label,
                value: <Value of={fact.value} name={fact.label} />,
              }))}
            />
            {of.passages.map((passage) => (
              <PassageLink key={passage.id} passage={passage} />
            ))}
          </Section>
        )}
        {of.steps.length > 0 && (
          <Section title="What happened" note="Oldest first.">
            <Timeline entries={of.steps} />
          </Section>
        )}
      </div>
    </>
  );
}
