import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { PolicyProposal } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { Section } from '../../pieces/Section';
import { SignDialog } from '../../pieces/SignDialog';
import classes from './Policy.module.css';

interface Props {
  proposal: PolicyProposal;
  by: string;
  maySign: boolean;
}

/** A policy somebody proposed: what it changes, why, and the second signature that puts it in force. */
export function WaitingPolicy({ proposal, by, maySign }: Props) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const sign = useMutation({
    mutationFn: () => commands.signPolicy(proposal.version),
    onSuccess: ({ version, rechecked }) => {
      setAsking(false);
      notifications.show({
        message: `Policy ${version} is in force. ${counted(rechecked, 'open proposal is', 'open proposals are')} looked at again.`,
      });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not signed', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['policy'] }),
  });
  return (
    <Section
      title={`Proposed: policy ${proposal.version}`}
      note={`By ${by}, ${instantOf(proposal.proposedAt)}, from ${proposal.file}: “${proposal.reason}”`}
      aside={
        maySign && (
          <Button size="xs" onClick={() => setAsking(true)}>
            Sign
          </Button>
        )
      }
    >
      <ul className={classes.changes}>
        {proposal.changes.map(({ path, words }) => (
          <li key={path}>{words}</li>
        ))}
      </ul>
      <SignDialog
        open={asking}
        title="Sign this policy"
        busy={sign.isPending}
        onClose={() => setAsking(false)}
        onSign={() => sign.mutate()}
      >
        <p>
          It takes the place of policy {proposal.replaces} at once: every approval that waits is looked at again, and
          every execution is held against it. Whoever proposed a policy cannot sign it. Your name stands under it.
        </p>
      </SignDialog>
    </Section>
  );
}
