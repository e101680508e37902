import { Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { ChannelChoice, Channels } from '../../api/generated/types.gen';
import { queries } from '../../api/queries';
import { Loaded } from '../../pieces/Loaded';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { Interruptions } from './Interruptions';
import { SlackAccount } from './SlackAccount';

const NOTE = 'What waits for you is always in the console. Elsewhere you are told once, with the batch of the morning.';

/** Where the person who is signed in wants to be asked besides the console. */
export default function Notifications() {
  const channels = useQuery(queries.channels());
  return (
    <>
      <PageHeader title="Notifications" />
      <Section title="Where you are asked" note={NOTE}>
        <Loaded query={channels} what="your notifications" lines={3}>
          {(known) =>
            known.person ? (
              <Choices known={known} />
            ) : (
              <p className="quiet">
                This sign-in is no person of the CRM. Nothing is asked of it by name, so it has the console only.
              </p>
            )
          }
        </Loaded>
      </Section>
    </>
  );
}

function Choices({ known }: { known: Channels }) {
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: (choice: ChannelChoice) => commands.chooseChannels(choice),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not changed', message: error.message, autoClose: 12_000 }),
    onSettled: () => client.invalidateQueries({ queryKey: ['channels'] }),
  });
  const { slack, mail } = known;
  const standing = useQuery(queries.status()).data?.channels ?? {};
  const notYet = (channel: string) =>
    standing[channel]?.startsWith('off')
      ? `${channel === 'mail' ? 'Mail' : channel} is not set up for this company. What you choose holds from the day it is.`
      : undefined;
  return (
    <>
      <Switch
        label="One mail a morning, with links into the console"
        description={notYet('mail')}
        checked={mail}
        disabled={choose.isPending}
        onChange={(event) => choose.mutate({ slack, mail: event.currentTarget.checked })}
      />
      <Switch
        mt="sm"
        label="One message a morning in Slack, where you can decide"
        description={notYet('Slack')}
        checked={slack}
        disabled={choose.isPending}
        onChange={(event) => choose.mutate({ slack: event.currentTarget.checked, mail })}
      />
      <Interruptions
        key={JSON.stringify(known.interruptions)}
        known={known.interruptions}
        busy={choose.isPending}
        problem={choose.error}
        choose={(interruptions) => choose.mutate({ slack, mail, interruptions })}
      />
      <SlackAccount known={known} />
    </>
  );
}
