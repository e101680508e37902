import { useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { TimelineEntry } from '../api/generated/types.gen';
import { dateOf, instantOf } from '../format/when';
import { Mark } from './Mark';
import { Value } from './Value';
import classes from './Timeline.module.css';

const WHO: Record<TimelineEntry['by']['kind'], string> = {
  person: 'a person',
  import: 'the import',
  action: 'an approved action',
  agent: 'an agent',
  system: 'the system',
};

interface Props {
  entries: TimelineEntry[];
  /** The record an entry is about, where the page is about more than that one. */
  about?: (entry: TimelineEntry) => ReactNode;
}

/** What the two kinds of dates in a history are. */
export const HISTORY_NOTE =
  'Newest first. What the business did carries its own day and, where we learned it later, that day too; what agents and approvers did here carries the real time.';

/** A page of history at first; who wants all of it asks. */
const AT_FIRST = 20;

/** When it happened: what we did in real time, what the business did on its own day and, where it differs, when we learned it. */
function When({ entry }: { entry: TimelineEntry }) {
  if (entry.own) return <time dateTime={entry.recordedAt}>{instantOf(entry.recordedAt)}</time>;
  return (
    <>
      <time dateTime={entry.at}>{dateOf(entry.at)}</time>
      {entry.recordedAt.slice(0, 10) !== entry.at.slice(0, 10) && (
        <span className={classes.learned} title={instantOf(entry.recordedAt)}>
          recorded {dateOf(entry.recordedAt)}
        </span>
      )}
    </>
  );
}

/** What happened, each with when it happened and, where it differs, when we learned it. */
export function Timeline({ entries, about }: Props) {
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, AT_FIRST);
  return (
    <>
      <ol className={classes.timeline}>
        {shown.map((entry) => (
          <li key={entry.eventId} className={classes.entry}>
            <div className={classes.when}>
              <When entry={entry} />
            </div>
            <div className={classes.what}>
              <p>
                {about?.(entry)}
                {entry.sentence}{' '}
                {entry.undated && (
                  <Mark tone="plain" title="The file gave no date for this value; it counts from the import on.">
                    no date in the file
                  </Mark>
                )}
              </p>
              {entry.changes.length > 0 && (
                <ul className={classes.changes}>
                  {entry.changes.map((change) => (
                    <li key={change.field}>
                      <span className="quiet">{change.label}</span>{' '}
                      {change.before !== null && change.before !== undefined && (
                        <>
                          <del>
                            <Value of={change.before} name={change.field} />
                          </del>{' '}
                          →{' '}
                        </>
                      )}
                      <Value of={change.after} name={change.field} />
                    </li>
                  ))}
                </ul>
              )}
              <p className={classes.by} title={`${entry.type} · ${entry.eventId}`}>
                {entry.by.name ?? WHO[entry.by.kind]} · {entry.source}
                {entry.actionId && (
                  <>
                    {' · '}
                    <Link to={`/inbox/${encodeURIComponent(entry.actionId)}`}>proposal</Link>
                  </>
                )}
                {' · '}
                <Link to={`/why/${encodeURIComponent(entry.eventId)}`}>why</Link>
              </p>
            </div>
          </li>
        ))}
      </ol>
      {shown.length < entries.length && (
        <Button m="xs" size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          Show all {entries.length}
        </Button>
      )}
    </>
  );
}
