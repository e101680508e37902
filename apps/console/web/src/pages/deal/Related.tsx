import type { Related as Row } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

/** Activities, tasks and documents; a document downloads. */
export function Related({ related }: { related: Row[] }) {
  if (related.length === 0) return null;
  return (
    <Section title="Activities, tasks and documents">
      <ul className={classes.plain}>
        {related.slice(0, 30).map((row) => (
          <li key={row.ref} className={classes.row}>
            <span>
              <span className="quiet">{row.type}</span>{' '}
              {row.type === 'document' ? (
                <a href={`/api/documents/${encodeURIComponent(row.id)}/content`}>{row.title}</a>
              ) : (
                row.title
              )}
              {row.state && <span className="quiet"> · {row.state}</span>}
            </span>
            <span className="quiet" style={{ whiteSpace: 'nowrap' }}>
              {dateOf(row.at)}
            </span>
          </li>
        ))}
      </ul>
      {related.length > 30 && <p className="quiet small">{related.length - 30} older ones are in the history.</p>}
    </Section>
  );
}
