import type { Approval } from '../../api/generated/types.gen';
import { roleInWords } from '../../format/role';
import classes from './ApprovalView.module.css';

/** Whose turn it is, where that is not one person who decides alone: four eyes, escalation. */
export function Turns({ approval: { state, firstBy, approver, alsoAsked } }: { approval: Approval }) {
  if (state !== 'awaiting' || !approver) return null;
  const named = (asked: NonNullable<Approval['approver']>) => asked.person?.name ?? roleInWords(asked.role);
  return (
    <>
      {firstBy && (
        <p className={classes.sub}>
          Approved by <strong>{firstBy.name ?? firstBy.id}</strong>, needs a second: {named(approver)}
          {approver.person && ` (${roleInWords(approver.role)})`}
        </p>
      )}
      {alsoAsked && (
        <p className={classes.sub}>
          {named(alsoAsked)} has not decided yet; {named(approver)} is asked as well, and either may decide
        </p>
      )}
    </>
  );
}
