import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { PlaybookFolder } from '../../api/generated/types.gen';
import { queries } from '../../api/queries';
import { Problem } from '../../pieces/Problem';
import { Section } from '../../pieces/Section';
import { AffectedRecords } from './Affected';
import { ChangeList } from './ChangeList';
import classes from './Playbook.module.css';

/** What lies in the company's folder and is not in force: tried first, then proposed with a reason. An empty one is none. */
export function FromFolder() {
  const folder = useQuery(queries.playbookFolder()).data;
  return folder?.differs && folder.files.length > 0 ? <Differing folder={folder} /> : null;
}

function Differing({ folder: { folder, files } }: { folder: PlaybookFolder }) {
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const tried = useMutation({ mutationFn: () => commands.tryPlaybook(files) });
  const found = tried.data;
  const propose = useMutation({
    mutationFn: () =>
      commands.proposePlaybook({ files, reason, affected: { subjects: found!.subjects, deals: found!.deals } }),
    onSuccess: ({ version }) => {
      tried.reset();
      setReason('');
      notifications.show({ message: `Playbook ${version} is proposed. A second person signs it.` });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not proposed', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['playbook'] }),
  });
  return (
    <Section
      title={`In the folder ${folder}`}
      note="It holds other words or rules than those in force. Trying it changes nothing."
      aside={
        <Button size="xs" variant="default" loading={tried.isPending} onClick={() => tried.mutate()}>
          Try it
        </Button>
      }
    >
      <div className={classes.proposal}>
        {tried.isError && <Problem error={tried.error} what="what it would change" retry={() => tried.mutate()} />}
        {found && (
          <>
            <ChangeList changes={found.changes} />
            <AffectedRecords affected={found} />
            <Textarea
              label="Why"
              description="In a few words; it is kept for good, with your name."
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={2000}
            />
            <Button
              size="sm"
              disabled={reason.trim() === ''}
              loading={propose.isPending}
              onClick={() => propose.mutate()}
              style={{ justifySelf: 'start' }}
            >
              Propose
            </Button>
          </>
        )}
      </div>
    </Section>
  );
}
