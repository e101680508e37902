import { useState, type ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { RejectBody } from '../api/generated/types.gen';
import { instantOf } from '../format/when';
import { useSession } from '../layout/SessionContext';
import { ReasonDialog } from '../pieces/ReasonDialog';
import { Section } from '../pieces/Section';
import { SignDialog } from '../pieces/SignDialog';
import { useNameOf } from '../stopping/useKillSwitch';
import type { Proposed } from './proposed';

interface Props {
  what: 'policy' | 'playbook';
  proposal: Proposed;
  /** Where it was read from, if it says so. */
  file?: string;
  /** What happens once it is signed, after the version that it replaces. */
  effect: string;
  /** @returns what to tell whoever signed */
  sign: (version: string) => Promise<string>;
  reject: (body: RejectBody) => Promise<unknown>;
  /** What it changes. */
  children: ReactNode;
}

/**
 * What one person proposed for a second to sign: somebody else of those who may sign it signs or rejects it, whoever
 * proposed it may withdraw it.
 */
export function WaitingProposal({ what, proposal, file, effect, sign, reject, children }: Props) {
  const { version, replaces } = proposal;
  const { can, principal } = useSession();
  const nameOf = useNameOf();
  const cache = useQueryClient();
  const [asking, setAsking] = useState<'sign' | 'reject' | null>(null);
  // Somebody who has become a person of the company since proposed it by the name they had.
  const own = proposal.by === principal.sub || proposal.by === principal.personId;
  const done = (message: string) => {
    setAsking(null);
    notifications.show({ message });
  };
  const failed = (title: string) => ({
    onError: (error: Error) => notifications.show({ color: 'red', title, message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: [what] }),
  });
  const signing = useMutation({ mutationFn: () => sign(version), onSuccess: done, ...failed('Not signed') });
  const rejecting = useMutation({
    mutationFn: (reason: string) => reject({ version, reason }),
    onSuccess: () => done(`Proposed ${what} ${version} is ${own ? 'withdrawn' : 'rejected'}.`),
    ...failed(own ? 'Not withdrawn' : 'Not rejected'),
  });
  const no = own ? 'Withdraw' : 'Reject';
  return (
    <Section
      title={`Proposed: ${what} ${version}`}
      note={`By ${nameOf(proposal.by)}, ${instantOf(proposal.proposedAt)}${file ? `, from ${file}` : ''}: “${proposal.reason}”`}
      aside={
        can.signPolicy && (
          <Group gap="xs">
            {own ? (
              <span className="quiet">You proposed it; somebody else signs it.</span>
            ) : (
              <Button size="xs" onClick={() => setAsking('sign')}>
                Sign
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setAsking('reject')}>
              {no}
            </Button>
          </Group>
        )
      }
    >
      {children}
      <SignDialog
        open={asking === 'sign'}
        title={`Sign this ${what}`}
        busy={signing.isPending}
        onClose={() => setAsking(null)}
        onSign={() => signing.mutate()}
      >
        <p>
          It takes the place of {what} {replaces} at once: {effect} Whoever proposed a {what} cannot sign it. Your name
          stands under it.
        </p>
      </SignDialog>
      <ReasonDialog
        open={asking === 'reject'}
        title={`${no} this ${what}`}
        note="It can be signed no more; whoever still wants it proposes it again. Your name and the reason are kept in the log and shown here."
        action={no}
        busy={rejecting.isPending}
        maxLength={500}
        onClose={() => setAsking(null)}
        onReason={(reason) => rejecting.mutate(reason)}
      />
    </Section>
  );
}
