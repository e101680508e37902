import { useState } from 'react';
import { Button, Group, Select, TextInput } from '@mantine/core';
import type { Reference } from '../../api/generated/types.gen';
import { useSession } from '../../layout/SessionContext';
import { useAbsence } from './useAbsence';

interface Props {
  people: Reference[];
  delegates: Reference[];
}

const options = (people: Reference[]) => people.map(({ id, name }) => ({ value: id, label: name ?? id }));

/** From one day to another, and who decides meanwhile; without a delegate it is the manager. */
export function AbsenceForm({ people, delegates }: Props) {
  const { principal } = useSession();
  const { set } = useAbsence();
  const me = people.find(({ id }) => id === principal.personId)?.id ?? null;
  const [personId, setPersonId] = useState<string | null>(me);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [delegateId, setDelegateId] = useState<string | null>(null);
  const backwards = from !== '' && until !== '' && until < from;
  const ready = personId !== null && from !== '' && until !== '' && !backwards;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) set.mutate({ personId, from, until, delegateId });
      }}
    >
      <Group align="end" gap="sm">
        <Select label="Who" searchable data={options(people)} value={personId} onChange={setPersonId} />
        <TextInput label="From" type="date" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput
          label="Until, the last day"
          type="date"
          value={until}
          error={backwards ? 'It ends before it begins.' : null}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <Select
          label="Decides meanwhile"
          placeholder="their manager"
          searchable
          clearable
          data={options(delegates.filter(({ id }) => id !== personId))}
          value={delegateId}
          onChange={setDelegateId}
        />
        <Button type="submit" disabled={!ready} loading={set.isPending}>
          Set away
        </Button>
      </Group>
    </form>
  );
}
