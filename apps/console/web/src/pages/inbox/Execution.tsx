import type { Approval } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { instantOf } from '../../format/when';
import { Value } from '../../pieces/Value';
import classes from './ChangeView.module.css';
import view from './ApprovalView.module.css';

/** What was done in the CRM, value by value, and when. */
export function Execution({ approval }: { approval: Approval }) {
  const { execution, decidedBy } = approval;
  if (!execution) return null;
  return (
    <section className={view.part}>
      <h3>What was done</h3>
      <p>
        {decidedBy && `${decidedBy.name ?? decidedBy.id} approved${decidedBy.edited ? ' with edits' : ''}. `}
        {execution.endedAt ? `Ended ${instantOf(execution.endedAt)}.` : 'Under way.'}{' '}
        {execution.reason ? `Reason: ${execution.reason}` : execution.note}
      </p>
      <ul className={classes.diff} aria-label="Written to the CRM">
        {execution.writes.flatMap((write) =>
          Object.entries(write.after).map(([field, after]) => (
            <li key={`${write.record} ${field}`}>
              <span className={classes.field} title={write.record}>
                {fieldInWords(field)}
              </span>
              <span className={classes.values}>
                {write.before?.[field] !== undefined && write.before[field] !== null && (
                  <del className={classes.was}>
                    − <Value of={write.before[field]} name={field} />
                  </del>
                )}
                <ins className={classes.becomes}>
                  + <Value of={after} name={field} />
                </ins>
              </span>
            </li>
          )),
        )}
      </ul>
    </section>
  );
}
