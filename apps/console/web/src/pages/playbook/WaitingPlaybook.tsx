import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { PlaybookProposal } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { Section } from '../../pieces/Section';
import { SignDialog } from '../../pieces/SignDialog';
import { Affected } from './Affected';
import { ChangeList } from './ChangeList';
import { Reworded } from './Reworded';
import classes from './Playbook.module.css';

interface Props {
  proposal: PlaybookProposal;
  by: string;
  /** Whether it is the reader's own proposal. */
  own: boolean;
  maySign: boolean;
}

/** Sections somebody proposed: what they change, why, what that concerns, and the second signature. */
export function WaitingPlaybook({ proposal, by, own, maySign }: Props) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const sign = useMutation({
    mutationFn: () => commands.signPlaybook(proposal.version),
    onSuccess: ({ version }) => {
      setAsking(false);
      notifications.show({
        message: `Playbook ${version} is in force. Agents take it up now and look at everything again.`,
      });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not signed', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['playbook'] }),
  });
  return (
    <Section
      title={`Proposed: playbook ${proposal.version}`}
      note={`By ${by}, ${instantOf(proposal.proposedAt)}: “${proposal.reason}”`}
      aside={
        maySign &&
        (own ? (
          <span className="quiet">You proposed it; somebody else signs it.</span>
        ) : (
          <Button size="xs" onClick={() => setAsking(true)}>
            Sign
          </Button>
        ))
      }
    >
      <div className={classes.proposal}>
        <ChangeList changes={proposal.changes} />
        <p className="quiet">{concerned(proposal.affected)}</p>
        {maySign && <Reworded version={proposal.version} />}
        {maySign && <Affected version={proposal.version} />}
      </div>
      <SignDialog
        open={asking}
        title="Sign this playbook"
        busy={sign.isPending}
        onClose={() => setAsking(false)}
        onSign={() => sign.mutate()}
      >
        <p>
          It takes the place of playbook {proposal.replaces} at once: agents act by it without a restart and look again
          at everything. Whoever proposed a playbook cannot sign it. Your name stands under it.
        </p>
      </SignDialog>
    </Section>
  );
}

function concerned(affected: PlaybookProposal['affected']): string {
  if (!affected) return 'It was proposed without a look at the records it concerns.';
  if (affected.subjects === 0) return 'When it was proposed, nothing would have been decided otherwise by it.';
  return `When it was proposed, of ${counted(affected.subjects, 'record')} something would have been decided otherwise, ${counted(affected.deals, 'open deal')} among them.`;
}
