import { useState } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import type { ParkedKey, ParkedKeys as Parked } from '../../api/generated/types.gen';
import { count, counted } from '../../format/number';
import { instantOf } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Mark, type Tone } from '../../pieces/Mark';
import { ReasonDialog } from '../../pieces/ReasonDialog';
import { Section } from '../../pieces/Section';
import { Sideways } from '../../pieces/Sideways';
import { SimpleTable } from '../../pieces/SimpleTable';
import { Unanswered } from './Unanswered';
import { useDecision } from './useDecision';
import classes from './Operations.module.css';

const TONES: Record<ParkedKey['state'], Tone> = { failed: 'bad', gap: 'stalled', unreadable: 'plain' };

interface Props {
  query: UseQueryResult<Parked>;
  open: string | null;
  onOpen: (key: string) => void;
}

/** Every key that cannot go on, longest held up first. */
export function ParkedKeys({ query, open, onOpen }: Props) {
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const { redrive } = useDecision(() => setAsking(false));
  return (
    <Loaded query={query} what="the parked keys" lines={6}>
      {({ keys, unanswered }) => (
        <>
          <Unanswered services={unanswered} />
          <Section
            title="Parked keys"
            flush={keys.length > 0}
            aside={
              can.operate &&
              keys.some((key) => key.state === 'failed') && (
                <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
                  Try all again
                </Button>
              )
            }
          >
            {keys.length === 0 ? (
              <p className="quiet">
                {unanswered.length === 0 ? 'No key is held up.' : 'No key is held up where an answer came from.'}
              </p>
            ) : (
              <Sideways label="Parked keys">
                <SimpleTable
                  caption="Parked keys"
                  rows={keys}
                  rowKey={(key) => `${key.service}/${key.consumer}/${key.source}/${key.key}/${key.sequence}`}
                  columns={[
                    {
                      head: 'Key',
                      cell: ({ key }) => (
                        <button
                          type="button"
                          className={classes.key}
                          aria-expanded={open === key}
                          onClick={() => onOpen(key)}
                        >
                          {key}
                        </button>
                      ),
                    },
                    { head: 'Consumer', cell: (key) => key.consumer, tight: true },
                    { head: 'State', cell: (key) => <Mark tone={TONES[key.state]}>{key.state}</Mark> },
                    { head: 'Event', cell: (key) => count(key.sequence), number: true },
                    { head: 'Behind it', cell: (key) => count(key.waiting), number: true },
                    { head: 'Tried', cell: (key) => count(key.attempts), number: true },
                    { head: 'Since', cell: (key) => instantOf(key.since), tight: true },
                    { head: 'Next try', cell: (key) => instantOf(key.nextAttemptAt), tight: true },
                    { head: 'Reason', cell: (key) => <span className="quiet">{key.reason}</span> },
                  ]}
                />
              </Sideways>
            )}
          </Section>
          <ReasonDialog
            open={asking}
            title="Try all failed keys again"
            note={`${counted(keys.filter((key) => key.state === 'failed').length, 'key')} are tried now, each in order. Your reason is kept with your name.`}
            action="Try again"
            busy={redrive.isPending}
            onClose={() => setAsking(false)}
            onReason={(reason) => redrive.mutate({ reason })}
          />
        </>
      )}
    </Loaded>
  );
}
