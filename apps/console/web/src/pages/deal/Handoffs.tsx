import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from 'react-router';
import { commands } from '../../api/commands';
import type { Handoff } from '../../api/generated/types.gen';
import { fieldInWords } from '../../format/field';
import { dateOf } from '../../format/when';
import { Mark } from '../../pieces/Mark';
import { Section } from '../../pieces/Section';
import classes from './Deal.module.css';

const STATES = {
  open: 'waits to be acknowledged',
  overdue: 'not acknowledged in time',
  acknowledged: 'acknowledged',
  lapsed: 'void: the deal is open again',
} as const;

/** How won deals are handed over: by whom, to whom, what, and by when; with the button for who takes over. */
export function Handoffs({ handoffs, naming = false }: { handoffs: Handoff[]; naming?: boolean }) {
  if (handoffs.length === 0) return null;
  return (
    <Section title="Hand-off" note="What is handed over is the list of the playbook, as it was on the day of the win.">
      <ul className={classes.plain}>
        {handoffs.map((handoff) => (
          <li key={handoff.deal.id}>
            <OneHandoff handoff={handoff} naming={naming} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OneHandoff({ handoff, naming }: { handoff: Handoff; naming: boolean }) {
  const { deal, state, acknowledgeBy, askedOf, handedOver } = handoff;
  return (
    <>
      <p>
        {naming && <Link to={`/deals/${encodeURIComponent(deal.id)}`}>{deal.label}</Link>}
        {naming && ': '}
        {whoInWords(handoff)} <Mark tone={state === 'overdue' ? 'bad' : 'plain'}>{STATES[state]}</Mark>
      </p>
      {(state === 'open' || state === 'overdue') && (
        <p className="quiet small">
          To be acknowledged by {dateOf(acknowledgeBy)}
          {state === 'overdue' && `; ${askedOf?.name ?? askedOf?.id ?? 'the manager'} was asked`}
        </p>
      )}
      <ul className="small">
        {handedOver.map((item) => (
          <li key={item.what}>
            {item.name}:{' '}
            {item.evidence ? evidenceInWords(item.evidence) : item.records.map((r) => r.label).join(', ') || 'none'}
          </li>
        ))}
      </ul>
      {handoff.canAcknowledge && <Acknowledge dealId={deal.id} />}
    </>
  );
}

/** Who sold it, and who looks after the customer from now on; often that is one person. */
function whoInWords({ from, to }: Handoff): string {
  const seller = from?.name ?? from?.id ?? 'nobody known';
  if (from && to && from.id === to.id) return `${seller} sold it and looks after the account as well`;
  return `${seller} hands over to ${to?.name ?? to?.id ?? 'nobody: the account has no owner'}`;
}

function Acknowledge({ dealId }: { dealId: string }) {
  const cache = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: () => commands.acknowledge(dealId),
    onSuccess: () => {
      notifications.show({ message: 'Acknowledged: the deal is yours to look after.' });
      for (const key of ['deal', 'account']) void cache.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Not acknowledged', message: error.message }),
  });
  return (
    <Button size="compact-xs" variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      Acknowledge the hand-off
    </Button>
  );
}

function evidenceInWords(evidence: Record<string, number>): string {
  const letters = Object.entries(evidence).filter(([, level]) => level > 0);
  return letters.length === 0
    ? 'nothing'
    : letters.map(([letter, level]) => `${fieldInWords(letter).toLowerCase()} ${level} of 3`).join(', ');
}
