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

/** What happened, each with when it happened and, where it differs, when we learned it. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className={classes.timeline}>
      {entries.map((entry) => (
        <li key={entry.eventId} className={classes.entry}>
          <div className={classes.when}>
            <time dateTime={entry.at}>{dateOf(entry.at)}</time>
            {entry.recordedAt.slice(0, 10) !== entry.at.slice(0, 10) && (
              <span className={classes.learned} title={instantOf(entry.recordedAt)}>
                recorded {dateOf(entry.recordedAt)}
              </span>
            )}
          </div>
          <div className={classes.what}>
            <p>
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
                          <Value of={change.before} />
                        </del>{' '}
                        →{' '}
                      </>
                    )}
                    <Value of={change.after} />
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
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
