import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { queries } from '../../api/queries';
import type { ParkedEvent as Parked } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { ReasonDialog } from '../../pieces/ReasonDialog';
import { Section } from '../../pieces/Section';
import { ParkedEvent } from './ParkedEvent';
import { ParkedHistory } from './ParkedHistory';
import { useDecision } from './useDecision';

/** The events of one key as they came, why they are held up, and what became of them. */
export function ParkedEvents({ parkedKey, onClose }: { parkedKey: string; onClose: () => void }) {
  const found = useQuery({ ...queries.parkedEvents(parkedKey), refetchInterval: 3_000 });
  const { can } = useSession();
  const [asking, setAsking] = useState<'redrive' | Parked | null>(null);
  const { redrive, discard } = useDecision(() => setAsking(null));
  const letGo = asking === 'redrive' ? null : asking;
  return (
    <Loaded query={found} what={`the parked events of ${parkedKey}`} lines={6}>
      {({ events, history }) => (
        <>
          <Section
            title={parkedKey}
            aside={
              <span>
                {can.operate && events.some((event) => event.attempts > 0 && event.discardedAt === null) && (
                  <Button size="compact-xs" variant="default" onClick={() => setAsking('redrive')}>
                    Try this key again
                  </Button>
                )}{' '}
                <Button size="compact-xs" variant="subtle" onClick={onClose}>
                  Close
                </Button>
              </span>
            }
          >
            {events.length === 0 && <p className="quiet">No event of this key is parked any more.</p>}
            {events.map((event) => (
              <ParkedEvent
                key={`${event.service}/${event.consumer}/${event.source}/${event.sequence}`}
                event={event}
                onDiscard={can.operate ? () => setAsking(event) : null}
              />
            ))}
          </Section>
          <ParkedHistory entries={history} />
          <ReasonDialog
            open={asking === 'redrive'}
            title={`Try ${parkedKey} again`}
            note="Its failed event is tried now in every service where it failed; when it passes, those behind it follow. Your reason is kept with your name."
            action="Try again"
            busy={redrive.isPending}
            onClose={() => setAsking(null)}
            onReason={(reason) => redrive.mutate({ key: parkedKey, reason })}
          />
          <ReasonDialog
            open={letGo !== null}
            title={letGo ? `Discard event ${letGo.sequence} in ${letGo.service}` : ''}
            note={
              letGo
                ? `It is never handled by ${letGo.consumer}, and that cannot be taken back. ${counted(behind(events, letGo), 'event')} behind it go on without it. Your reason is kept with your name.`
                : ''
            }
            action="Discard for good"
            busy={discard.isPending}
            onClose={() => setAsking(null)}
            onReason={(reason) => letGo && discard.mutate({ ...placeOf(letGo), reason })}
          />
        </>
      )}
    </Loaded>
  );
}

const placeOf = ({ service, consumer, source, key, sequence }: Parked) => ({
  service,
  consumer,
  source,
  key,
  sequence,
});

function behind(events: readonly Parked[], of: Parked): number {
  if (of.source.startsWith('unreadable/')) return 0;
  return events.filter(
    (event) =>
      event.service === of.service &&
      event.consumer === of.consumer &&
      event.source === of.source &&
      event.sequence > of.sequence &&
      event.discardedAt === null,
  ).length;
}
