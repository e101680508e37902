import { useQuery } from '@tanstack/react-query';
import { Code } from '@mantine/core';
import { Link } from 'react-router';
import { queries } from '../../api/queries';
import type { AuditStanding } from '../../api/generated/types.gen';
import { count, counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { SimpleTable } from '../../pieces/SimpleTable';
import { whyLink } from '../why/whyLink';
import { eventInWords } from './eventInWords';
import classes from './Audit.module.css';

const EVERY_MILLISECONDS = 10_000;

/** What was decided and done, link by link, and how somebody who trusts nobody here holds it against the signatures. */
export default function Audit() {
  const audit = useQuery({ ...queries.audit(), refetchInterval: EVERY_MILLISECONDS });
  return (
    <>
      <PageHeader
        title="Audit"
        lead="Every decision and execution is linked to the one before by a hash, and where the chain stands is signed outside the database. A row that is changed afterwards is found."
      />
      <Loaded query={audit} what="the audit chain" lines={8}>
        {(found) => (
          <div className={classes.stack}>
            {found.problem && (
              <p className={classes.problem} role="alert">
                {found.problem}
              </p>
            )}
            <Standing of={found} />
            <Latest of={found} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Standing({ of: { links, signed } }: { of: AuditStanding }) {
  return (
    <Section
      title="Where it stands"
      aside={
        // A file of any length: the browser saves it as it comes.
        <a href="/api/audit/export" download="audit.jsonl">
          Download the whole chain
        </a>
      }
    >
      <p>
        {counted(links, 'event is', 'events are')} on the chain: proposals, decisions, executions, and who changed what
        agents may do.{' '}
        {signed
          ? `Signed up to number ${count(signed.seq)} on ${instantOf(signed.at)}.`
          : 'Nothing has been signed so far; the first signature follows within a minute.'}
      </p>
      <p className="quiet">
        This page shows the chain and checks nothing: whoever serves it could be wrong as well. Verify the download on a
        machine of yours, with the public key you were given:{' '}
        <Code>salesagent audit verify audit.jsonl --key KEY.jwk</Code>
      </p>
    </Section>
  );
}

function Latest({ of: { links, latest } }: { of: AuditStanding }) {
  return (
    <Section
      title={latest.length < links ? `The newest ${count(latest.length)} of ${count(links)}` : `All ${count(links)}`}
      note="An event opens with what it says and what stands behind it; those without a link stay inside their service, and are in the export."
      flush
    >
      {latest.length === 0 ? (
        <p className={classes.none}>Nothing has been decided so far.</p>
      ) : (
        <SimpleTable
          caption="Newest links of the audit chain"
          stacked
          rows={latest}
          rowKey={({ seq }) => String(seq)}
          columns={[
            { head: 'Number', cell: ({ seq }) => count(seq), number: true },
            { head: 'Recorded', cell: ({ recordedAt }) => instantOf(recordedAt), tight: true },
            {
              head: 'What',
              cell: ({ type, eventId, explained }) =>
                explained ? <Link to={whyLink(eventId)}>{eventInWords(type)}</Link> : eventInWords(type),
            },
            {
              head: 'About',
              cell: ({ stream, source }) => (
                <span className={classes.about}>
                  {stream} <span className="quiet">in the log of {source}</span>
                </span>
              ),
            },
            { head: 'By', cell: ({ by }) => by ?? <span className="quiet">the system</span> },
          ]}
        />
      )}
    </Section>
  );
}
