import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { Deals } from '../../api/generated/types.gen';
import { queries, type DealsFilter } from '../../api/queries';
import { count } from '../../format/number';
import { LANES } from './filters';
import classes from './DealFilters.module.css';

interface Props {
  filter: DealsFilter;
  lanes: Deals['lanes'] | null;
  set: (changes: Record<string, string | null | undefined>) => void;
}

const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'won', label: 'Won' },
  { value: 'lost', label: 'Lost' },
  { value: 'all', label: 'Open and closed' },
];

export function DealFilters({ filter, lanes, set }: Props) {
  const people = useQuery(queries.people());
  const [typed, setTyped] = useState(filter.q ?? '');
  const search = useDebouncedCallback((q: string) => set({ q }), 250);
  const filtered =
    filter.lane || filter.owner || filter.region || filter.subStage || filter.q || filter.state !== 'open';
  const owners = (people.data?.people ?? [])
    .filter((person) => person.openDeals > 0 || person.id === filter.owner)
    .map((person) => ({ value: person.id, label: person.name ?? person.id }));
  return (
    <form className={classes.filters} role="search" onSubmit={(event) => event.preventDefault()}>
      <div className={classes.lanes} role="group" aria-label="State of open deals">
        {LANES.map((lane) => (
          <button
            key={lane.value}
            type="button"
            className={classes.lane}
            aria-pressed={filter.lane === lane.value}
            onClick={() => set({ lane: filter.lane === lane.value ? null : lane.value, state: null })}
          >
            {lane.label} {lanes && <span>{count(lanes[lane.value])}</span>}
          </button>
        ))}
      </div>
      <div className={classes.fields}>
        <TextInput
          size="xs"
          w={180}
          placeholder="Deal or account"
          aria-label="Find a deal or account"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <Select
          size="xs"
          w={120}
          aria-label="Open or closed"
          data={STATES}
          value={filter.state ?? 'open'}
          allowDeselect={false}
          onChange={(state) => set({ state: state === 'open' ? null : state, lane: null })}
        />
        {owners.length > 1 && (
          <Select
            size="xs"
            w={170}
            searchable
            clearable
            placeholder="Any owner"
            aria-label="Owner"
            data={owners}
            value={filter.owner ?? null}
            onChange={(owner) => set({ owner })}
          />
        )}
        {(people.data?.regions.length ?? 0) > 1 && (
          <Select
            size="xs"
            w={130}
            clearable
            placeholder="Any region"
            aria-label="Region"
            data={people.data?.regions ?? []}
            value={filter.region ?? null}
            onChange={(region) => set({ region })}
          />
        )}
        {filtered && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              setTyped('');
              set({ lane: null, owner: null, region: null, subStage: null, q: null, state: null });
            }}
          >
            Clear
          </Button>
        )}
      </div>
    </form>
  );
}
