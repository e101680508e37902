import { Button, Code } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { Channels } from '../../api/generated/types.gen';
import { instantOf } from '../../format/when';

/** Which Slack account is this person's: linked by a code that only they see, and unlinked again. */
export function SlackAccount({ known }: { known: Channels }) {
  const client = useQueryClient();
  const onError = (error: Error) =>
    notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 });
  const code = useMutation({ mutationFn: () => commands.newSlackCode(), onError });
  const unlink = useMutation({
    mutationFn: () => commands.unlinkSlack(),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: ['channels'] }),
  });
  if (!known.slackCanDecide) return null;
  const linked = known.slackLinkedAt !== null;
  return (
    <>
      <p>
        {linked
          ? `Your Slack account is linked since ${instantOf(known.slackLinkedAt!)}, until ${instantOf(known.slackEndsAt!)}.`
          : 'No Slack account is linked to you yet.'}
      </p>
      {code.data && (
        <p aria-live="polite">
          Send <Code>/salesagent link {code.data.code}</Code> from your Slack account before{' '}
          {instantOf(code.data.expiresAt)}. Whoever sends it decides in your name, so give it to nobody.
        </p>
      )}
      <Button size="compact-sm" variant="default" loading={code.isPending} onClick={() => code.mutate()}>
        {linked ? 'Link it again' : 'Link a Slack account'}
      </Button>
      {linked && (
        <Button ml="sm" size="compact-sm" variant="subtle" loading={unlink.isPending} onClick={() => unlink.mutate()}>
          Unlink
        </Button>
      )}
    </>
  );
}
