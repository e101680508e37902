import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import { queries } from '../../api/queries';
import { count, counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { Notice } from '../../pieces/Notice';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { SignDialog } from '../../pieces/SignDialog';
import { changesInWords, changesOf, signerName, standingInWords } from './changes';
import { Thresholds } from './Thresholds';
import { TierTable } from './TierTable';
import classes from './Tiering.module.css';

/** The first tiering: one list, its thresholds and a sample, signed by one person. */
export default function Tiering() {
  const cache = useQueryClient();
  const tiering = useQuery(queries.tiering());
  const people = useQuery(queries.people());
  const [asking, setAsking] = useState(false);
  const [whole, setWhole] = useState(false);
  const sign = useMutation({
    mutationFn: (digest: string) => commands.signTiering(digest),
    onSuccess: () => {
      notifications.show({ message: 'Signed. The accounts are being given their tiers.' });
      setAsking(false);
      for (const key of ['tiering', 'accounts', 'account']) void cache.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => {
      notifications.show({ color: 'red', title: 'Not signed', message: error.message, autoClose: 12_000 });
      void cache.invalidateQueries({ queryKey: ['tiering'] });
    },
  });
  return (
    <Loaded query={tiering} what="the tiering" lines={10}>
      {(found) => (
        <>
          <PageHeader
            title="First tiering"
            lead={`A tier says how far an agent may go with an account: T1 human-led, T2 co-pilot, T3 AI-led. ${standingInWords(found)}`}
            actions={
              found.state === 'unsigned' &&
              found.canSign && (
                <Button size="sm" onClick={() => setAsking(true)} disabled={found.list.length === 0}>
                  Sign {counted(found.list.length, 'account')}
                </Button>
              )
            }
          />
          <div className={classes.stack}>
            {found.signed && (
              <Notice title={found.state === 'executed' ? 'Signed and in the CRM' : 'Signed; being written to the CRM'}>
                By {signerName(found.signed.by, people.data?.people)}, {instantOf(found.signed.at)}. Later changes of
                tier are proposals of their own.
              </Notice>
            )}
            {found.state === 'unsigned' && !found.canSign && (
              <Notice title="Operations signs this">
                You can read the list; signing needs the role of operations VP.
              </Notice>
            )}
            <Thresholds tiering={found} />
            <Section
              title={whole ? 'All accounts' : 'A sample to check by eye'}
              aside={
                found.list.length > 0 && (
                  <Button size="compact-xs" variant="subtle" onClick={() => setWhole(!whole)}>
                    {whole ? 'Back to the sample' : `See all ${count(found.list.length)}`}
                  </Button>
                )
              }
              flush
            >
              <TierTable rows={whole ? found.list : found.sample} />
            </Section>
          </div>
          <SignDialog
            open={asking}
            title="Sign the first tiering"
            busy={sign.isPending}
            onClose={() => setAsking(false)}
            onSign={() => sign.mutate(found.digest)}
          >
            <p>
              After it {found.counts['T1'] ?? 0} accounts are T1, {found.counts['T2'] ?? 0} T2 and{' '}
              {found.counts['T3'] ?? 0} T3. {changesInWords(changesOf(found.list))} On T2 and T3 agents may then propose
              messages and terms; people still approve each one. Your name stands under it.
            </p>
          </SignDialog>
        </>
      )}
    </Loaded>
  );
}
