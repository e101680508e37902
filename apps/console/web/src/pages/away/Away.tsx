import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { queries } from '../../api/queries';
import type { Absence, Reference } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { Mark } from '../../pieces/Mark';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { SimpleTable, type SimpleColumn } from '../../pieces/SimpleTable';
import { AbsenceForm } from './AbsenceForm';
import { useAbsence } from './useAbsence';
import classes from './Away.module.css';

/** Who is away, and who decides meanwhile. */
export default function Away() {
  const absences = useQuery(queries.absences());
  return (
    <>
      <PageHeader
        title="Away"
        lead="While somebody is away their decisions go to a delegate, or to their manager. Open ones come back when they do."
      />
      <Loaded query={absences} what="who is away" lines={6}>
        {({ absences: found, people, delegates }) => (
          <div className={classes.stack}>
            {people.length > 0 ? (
              <Section
                title="Set somebody away"
                note={`In days of the real calendar, today is ${dateOf(new Date().toISOString())}. A new absence of a person takes the place of the one before.`}
              >
                <AbsenceForm people={people} delegates={delegates} />
              </Section>
            ) : (
              <p className="quiet">Whoever decides, their manager and operations set this; you read it.</p>
            )}
            <Section
              title={found.length === 0 ? 'Away now or soon' : `Away now or soon: ${found.length}`}
              flush={found.length > 0}
            >
              {found.length === 0 ? <p className="quiet">Nobody is away, and nobody will be.</p> : <List of={found} />}
            </Section>
          </div>
        )}
      </Loaded>
    </>
  );
}

function List({ of }: { of: Absence[] }) {
  const { end } = useAbsence();
  const columns: SimpleColumn<Absence>[] = [
    {
      head: 'Who',
      cell: ({ person, state }) => (
        <>
          {nameOf(person)} {state === 'standing' && <Mark tone="stalled">away</Mark>}
        </>
      ),
    },
    { head: 'From', cell: ({ from }) => dateOf(from), tight: true },
    { head: 'Until', cell: ({ until }) => dateOf(until), tight: true },
    { head: 'Decides meanwhile', cell: ({ delegate }) => (delegate ? nameOf(delegate) : 'their manager') },
    { head: 'Set by', cell: ({ by }) => by },
    {
      head: '',
      cell: ({ person, state, canEnd }) =>
        canEnd && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`End the absence of ${nameOf(person)}`}
            loading={end.isPending}
            onClick={() => end.mutate(person.id)}
          >
            {state === 'standing' ? 'Is back' : 'Does not go'}
          </Button>
        ),
    },
  ];
  return (
    <SimpleTable rows={of} columns={columns} rowKey={(a) => a.person.id} caption="Who is away now or soon" stacked />
  );
}

const nameOf = ({ id, name }: Reference): string => name ?? id;
