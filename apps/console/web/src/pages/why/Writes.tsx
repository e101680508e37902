import { Link } from 'react-router';
import type { FieldWrite } from '../../api/generated/types.gen';
import { dateOf, instantOf } from '../../format/when';
import { Mark } from '../../pieces/Mark';
import { Value } from '../../pieces/Value';
import { whyLink } from './whyLink';
import classes from './Writes.module.css';

/** Every value a field had, with who or what wrote it, when, and the event that says so. */
export function Writes({ writes, field }: { writes: FieldWrite[]; field: string }) {
  return (
    <ol className={classes.writes}>
      {writes.map((write) => (
        <li key={write.eventId} className={classes.write}>
          <strong className={classes.value}>
            <Value of={write.value} name={field} />
          </strong>
          <span>since {write.own ? instantOf(write.recordedAt) : dateOf(write.at)}</span>
          {write.undated && <Mark tone="plain">no date in the file</Mark>}
          <span>by {write.by.name ?? write.by.id}</span>
          <Link to={whyLink(write.eventId)} title={write.eventId}>
            event {write.eventId.slice(0, 8)}
          </Link>
        </li>
      ))}
    </ol>
  );
}
