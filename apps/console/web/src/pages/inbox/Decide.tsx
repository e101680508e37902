import { useEffect, useRef, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { Approval, Change, DecisionBody } from '../../api/generated/types.gen';
import { ReasonDialog } from '../../pieces/ReasonDialog';
import { readyToApprove } from './readyToApprove';
import { useKeys } from './useKeys';
import classes from './Decide.module.css';

interface Props {
  approval: Approval;
  edited: Change | null;
  evidenceOpened: boolean;
  onEdit: () => void;
  onDecided: () => void;
}

const SAID: Record<string, string> = {
  approved: 'Approved. It is being carried out.',
  'first-of-two': 'Approved by you. A second person is asked now.',
  executed: 'Approved and done.',
  rejected: 'Rejected. It rests until there is a new fact.',
  prepared: 'Prepared: on this tier a person carries it out.',
  withdrawn: 'Withdrawn: its facts changed meanwhile.',
  stopped: 'Approved, but execution is stopped. It waits until it is allowed again.',
  pending: 'Recorded. It is carried out as soon as the gate is reachable.',
};

/** The decision itself: approve, edit then approve, reject with a reason; undo once it is done. */
export function Decide({ approval, edited, evidenceOpened, onEdit, onDecided }: Props) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState<'reject' | 'undo' | null>(null);
  const shownSince = useRef(Infinity);
  useEffect(() => {
    shownSince.current = performance.now();
  }, []);
  const refresh = () => {
    for (const key of ['inbox', 'session', 'approvals']) void cache.invalidateQueries({ queryKey: [key] });
    void cache.invalidateQueries({ queryKey: ['approval', approval.actionId] });
  };
  const failed = (error: Error) =>
    notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 });
  const decide = useMutation({
    mutationFn: (body: DecisionBody) => commands.decide(approval.actionId, body),
    onSuccess: ({ state, message }) => {
      // What was shown had been made wrong on purpose: said at once, and long enough to be read.
      if (state === 'checked') notifications.show({ title: 'This was a check', message, autoClose: 20_000 });
      else notifications.show({ title: approval.title, message: SAID[state] ?? message });
      setAsking(null);
      onDecided();
      refresh();
    },
    onError: (error) => {
      failed(error);
      refresh();
    },
  });
  const undo = useMutation({
    mutationFn: (reason: string) => commands.undo(approval.actionId, reason),
    onSuccess: () => {
      notifications.show({ title: approval.title, message: 'Undone. The record is as it was before.' });
      setAsking(null);
      refresh();
    },
    onError: failed,
  });
  const mayDecide = approval.canDecide && !decide.isPending;
  const shared = { digest: approval.digest, evidenceOpened };
  const ready = edited === null ? null : readyToApprove(edited);
  const approvable = mayDecide && !(ready && 'problem' in ready);
  const approve = () =>
    approvable &&
    decide.mutate({ decision: 'approve', ...shared, ...(ready && 'change' in ready && { edited: ready.change }) });
  useKeys({
    // A second press meant for the last item must not approve one that has only just come up.
    a: () => performance.now() - shownSince.current > 400 && approve(),
    r: () => mayDecide && setAsking('reject'),
    e: () => mayDecide && onEdit(),
    u: () => approval.undoable && setAsking('undo'),
  });

  return (
    <footer className={classes.bar}>
      {approval.canDecide ? (
        <>
          <Button size="sm" onClick={approve} loading={decide.isPending} disabled={!approvable}>
            {edited ? 'Approve as edited' : 'Approve'}
          </Button>
          <Button size="sm" variant="default" onClick={onEdit} disabled={!mayDecide}>
            {edited ? 'Drop my edits' : 'Edit'}
          </Button>
          <Button size="sm" variant="default" onClick={() => setAsking('reject')} disabled={!mayDecide}>
            Reject
          </Button>
          {!evidenceOpened && (
            <span className="quiet small">Decisions made with the evidence open count towards autonomy.</span>
          )}
        </>
      ) : approval.undoable ? (
        <>
          <Button size="sm" variant="default" onClick={() => setAsking('undo')}>
            Undo
          </Button>
          <span className="quiet small">Possible while nobody has touched the record since.</span>
        </>
      ) : (
        <span className="quiet">
          {approval.decidedBy
            ? `Decided by ${approval.decidedBy.with ? `${approval.decidedBy.with} and ` : ''}${approval.decidedBy.name ?? approval.decidedBy.id}.`
            : (approval.cannotDecideBecause ?? 'There is nothing to decide here.')}
        </span>
      )}
      <ReasonDialog
        open={asking !== null}
        title={asking === 'undo' ? 'Undo this change' : 'Reject this proposal'}
        note={
          asking === 'undo'
            ? 'The record goes back to what it held before.'
            : 'One sentence is enough. The agent stays silent on this until its cool-down is over or a new fact appears.'
        }
        action={asking === 'undo' ? 'Undo' : 'Reject'}
        busy={decide.isPending || undo.isPending}
        onClose={() => setAsking(null)}
        onReason={(reason) =>
          asking === 'undo' ? undo.mutate(reason) : decide.mutate({ decision: 'reject', ...shared, reason })
        }
      />
    </footer>
  );
}
