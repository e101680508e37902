import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { queries } from '../../api/queries';
import { useLatestImport } from '../../api/useLatestImport';
import { dateOf } from '../../format/when';
import { count } from '../../format/number';
import { useScope, useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { ImportProgress } from '../import/ImportProgress';
import { Finding } from './Finding';
import { Totals } from './Totals';
import classes from './Xray.module.css';

/** Whose deals the numbers count. */
const WHOSE = { company: '', team: ' of your team', own: ' of your own' } as const;
const DOCUMENT = '/api/xray/document?format=';

/** What a newcomer sees first: five findings from nothing but an export, each opening the deals behind it. */
export default function Xray() {
  const xray = useQuery({
    ...queries.xray(),
    refetchInterval: ({ state: { data } }) =>
      data?.status === 'ready' ? false : data?.status === 'reading' ? 1_000 : 3_000,
  });
  const latest = useLatestImport();
  const { can } = useSession();
  const scope = useScope();
  const running = latest.data?.state === 'running';
  const ready = xray.data?.status === 'ready' ? xray.data : null;
  return (
    <>
      <PageHeader
        title="Pipeline X-ray"
        lead={
          ready &&
          `${ready.headline} ${count(ready.totals.opportunities)} opportunities${WHOSE[scope]}, as of ${dateOf(ready.asOf)}.`
        }
        actions={
          ready && (
            <>
              <Button component="a" href={`${DOCUMENT}docx`} variant="default" size="xs">
                Word memo
              </Button>
              <Button component="a" href={`${DOCUMENT}md`} variant="default" size="xs">
                Markdown
              </Button>
            </>
          )
        }
      />
      {running && latest.data && <ImportProgress found={latest.data} />}
      <Loaded query={xray} what="the X-ray" lines={12}>
        {(found) =>
          found.status === 'reading' ? (
            !running && <Notice title="Reading the import">{found.headline}</Notice>
          ) : found.status === 'no-data' || found.findings.length === 0 ? (
            running ? null : (
              <Notice
                title="Nothing to see through yet"
                action={can.import && <Link to="/import">Import an export of your CRM</Link>}
              >
                {found.headline || 'Import a CRM export and five findings appear here, usually within a minute.'}
              </Notice>
            )
          ) : (
            <>
              <Totals totals={found.totals} currency={found.currency} />
              <ol className={classes.findings}>
                {found.findings.map((finding, at) => (
                  <Finding key={finding.id} finding={finding} place={at + 1} currency={found.currency} />
                ))}
              </ol>
            </>
          )
        }
      </Loaded>
    </>
  );
}
