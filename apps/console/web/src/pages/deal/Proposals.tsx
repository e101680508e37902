import { useMutation } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'react-router';
import { commands } from '../../api/commands';
import type { ApprovalRow } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { Section } from '../../pieces/Section';
import { StateMark } from '../../pieces/StateMark';
import classes from './Deal.module.css';

interface Props {
  approvals: ApprovalRow[];
  dealId: string;
  open: boolean;
}

/** Every proposal about this deal, newest first, and a way to ask for a proposal document. */
export function Proposals({ approvals, dealId, open }: Props) {
  const ask = useMutation({
    mutationFn: () => commands.request('proposal-draft', `opportunity/${dealId}`),
    onSuccess: () => notifications.show({ message: 'Asked. The draft appears here and in the approver’s inbox.' }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not asked', message: error.message }),
  });
  return (
    <Section
      title="Proposals by agents"
      aside={
        open && (
          <Button size="compact-xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
            Ask for a proposal draft
          </Button>
        )
      }
    >
      {approvals.length === 0 ? (
        <p className="quiet">None so far. Agents propose when a fact calls for it, at most one next step a deal.</p>
      ) : (
        <ul className={classes.plain}>
          {approvals.map((approval) => (
            <li key={approval.actionId} className={classes.row}>
              <span>
                <Link to={`/inbox/${encodeURIComponent(approval.actionId)}`}>{approval.title}</Link>
                <span className="quiet small"> · {dateOf(approval.proposedAt)}</span>
                {approval.reason && <span className="quiet small"> · reason: {approval.reason}</span>}
              </span>
              <StateMark state={approval.state} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
