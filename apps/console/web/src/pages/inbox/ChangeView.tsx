import type { Change, DiffLine } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { Value } from '../../pieces/Value';
import { DocumentPreview } from './DocumentPreview';
import classes from './ChangeView.module.css';

interface Props {
  change: Change;
  diff: DiffLine[];
  owner: string | null;
}

/** The change as a diff: what each field holds now and what it would hold. */
export function ChangeView({ change, diff, owner }: Props) {
  if (change.kind === 'document') {
    return (
      <>
        <p>
          Files <strong>{change.name}</strong> with the deal.
        </p>
        <DocumentPreview content={change.content} />
      </>
    );
  }
  return (
    <>
      {change.kind === 'task' && (
        <p className="quiet small">
          A new task for {owner ?? 'the owner'}, due {counted(change.dueInBusinessDays, 'business day')} after you
          accept.
        </p>
      )}
      {change.kind === 'fields-batch' && (
        <p className="quiet small">{counted(change.rows.length, 'record')} at once.</p>
      )}
      <ul className={classes.diff} aria-label="Changes">
        {diff.map((line) => (
          <li key={`${line.record} ${line.field}`}>
            <span className={classes.field} title={line.record}>
              {line.label}
            </span>
            <span className={classes.values}>
              {line.current !== null && line.current !== undefined && (
                <del className={classes.was}>
                  <span aria-hidden>− </span>
                  <Value of={line.current} name={line.field} />
                </del>
              )}
              <ins className={classes.becomes}>
                <span aria-hidden>+ </span>
                <Value of={line.set} name={line.field} />
              </ins>
              {line.changedSince && (
                <span className={classes.stale} role="alert">
                  A person has changed this since. The proposal saw <Value of={line.expected} name={line.field} />;
                  approving would be refused.
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
