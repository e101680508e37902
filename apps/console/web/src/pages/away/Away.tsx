import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { queries } from '../../api/queries';
import type { Absence } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { Loaded } from '../../pieces/Loaded';
import { Mark } from '../../pieces/Mark';
import { PageHeader } from '../../pieces/PageHeader';
import { Section } from '../../pieces/Section';
import { AbsenceForm } from './AbsenceForm';
import { useAbsence } from './useAbsence';
import table from '../../pieces/Table.module.css';

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
          <>
            {people.length > 0 && (
              <Section title="Set somebody away">
                <AbsenceForm people={people} delegates={delegates} />
              </Section>
            )}
            <Section title="Away now or soon">
              {found.length === 0 ? <p className="quiet">Nobody is away, and nobody will be.</p> : <List of={found} />}
            </Section>
          </>
        )}
      </Loaded>
    </>
  );
}

function List({ of }: { of: Absence[] }) {
  const { end } = useAbsence();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          {['Who', 'From', 'Until', 'Decides meanwhile', 'Set by', ''].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.map((absence) => {
          const name = absence.person.name ?? absence.person.id;
          return (
            <tr key={absence.person.id}>
              <td>
                {name} {absence.state === 'standing' && <Mark tone="stalled">away</Mark>}
              </td>
              <td>{dateOf(absence.from)}</td>
              <td>{dateOf(absence.until)}</td>
              <td>{absence.delegate ? (absence.delegate.name ?? absence.delegate.id) : 'their manager'}</td>
              <td>{absence.by}</td>
              <td>
                {absence.canEnd && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`End the absence of ${name}`}
                    loading={end.isPending}
                    onClick={() => end.mutate(absence.person.id)}
                  >
                    {absence.state === 'standing' ? 'Is back' : 'Does not go'}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
