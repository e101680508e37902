import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from '@mantine/core';
import { Link } from 'react-router';
import { queries } from '../api/queries';
import { instantOf } from '../format/when';
import { useSession } from '../layout/SessionContext';
import { Loaded } from '../pieces/Loaded';
import { Mark } from '../pieces/Mark';
import { ReasonDialog } from '../pieces/ReasonDialog';
import { Section } from '../pieces/Section';
import { Sideways } from '../pieces/Sideways';
import { SimpleTable } from '../pieces/SimpleTable';
import { scopeInWords } from './scopeInWords';
import { useKillSwitch, useNameOf, useSetKillSwitch } from './useKillSwitch';
import classes from './Stopping.module.css';

const NOTE =
  'Nothing of a stopped scope starts from the moment it is set; approvals wait and are authorised anew afterwards. An account is stopped on its own page.';

/** Every scope that is stopped or was, and stopping one more. */
export function KillSwitch() {
  const { can } = useSession();
  const switches = useKillSwitch();
  const nameOf = useNameOf();
  const [scope, setScope] = useState<string | null>('all');
  const [asking, setAsking] = useState<{ scope: string; stopped: boolean } | null>(null);
  const set = useSetKillSwitch(() => setAsking(null));
  return (
    <Section
      title="Kill switch"
      note={NOTE}
      aside={
        can.stop && (
          <Chosen
            scope={scope}
            stopped={switches.data?.scopes.some((each) => each.scope === scope && each.stopped) ?? false}
            onScope={setScope}
            onStop={setAsking}
          />
        )
      }
    >
      <Loaded query={switches} what="the kill switch" lines={2}>
        {({ scopes }) =>
          scopes.length === 0 ? (
            <p className="quiet">Nothing is stopped, and nothing ever was.</p>
          ) : (
            <Sideways label="Scopes of the kill switch">
              <SimpleTable
                caption="Scopes of the kill switch"
                stacked
                rows={scopes}
                rowKey={(each) => each.scope}
                columns={[
                  { head: 'Scope', cell: (each) => <Scope of={each.scope} /> },
                  {
                    head: 'State',
                    cell: ({ stopped }) => (
                      <Mark tone={stopped ? 'bad' : 'live'}>{stopped ? 'stopped' : 'goes on'}</Mark>
                    ),
                  },
                  { head: 'Since', cell: (each) => instantOf(each.changedAt), tight: true },
                  { head: 'By', cell: (each) => nameOf(each.by) },
                  { head: 'Why', cell: (each) => each.reason },
                  {
                    head: '',
                    cell: (each) =>
                      can.stop && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={`${each.stopped ? 'Let go on' : 'Stop again'}: ${scopeInWords(each.scope)}`}
                          onClick={() => setAsking({ scope: each.scope, stopped: !each.stopped })}
                        >
                          {each.stopped ? 'Let go on' : 'Stop again'}
                        </Button>
                      ),
                  },
                ]}
              />
            </Sideways>
          )
        }
      </Loaded>
      <ReasonDialog
        open={asking !== null}
        title={asking ? `${asking.stopped ? 'Stop' : 'Let go on'}: ${scopeInWords(asking.scope)}` : ''}
        note="Your reason is kept with your name, and shown to whoever wonders why nothing happens."
        action={asking?.stopped ? 'Stop' : 'Let go on'}
        busy={set.isPending}
        onClose={() => setAsking(null)}
        onReason={(reason) => asking && set.mutate({ ...asking, reason })}
      />
    </Section>
  );
}

function Scope({ of }: { of: string }) {
  const [kind, id] = of.split('/');
  if (kind === 'account' && id)
    return (
      <>
        account <Link to={`/accounts/${encodeURIComponent(id)}`}>{id}</Link>
      </>
    );
  return <>{scopeInWords(of)}</>;
}

interface ChosenProps {
  scope: string | null;
  stopped: boolean;
  onScope: (scope: string | null) => void;
  onStop: (to: { scope: string; stopped: true }) => void;
}

function Chosen({ scope, stopped, onScope, onStop }: ChosenProps) {
  const actions = useQuery(queries.actions()).data?.actions ?? [];
  const agents = [...new Set(actions.map(({ agent }) => agent))];
  return (
    <span className={classes.choose}>
      <Select
        size="xs"
        aria-label="What to stop"
        value={scope}
        onChange={onScope}
        searchable
        data={[
          { value: 'all', label: 'all agents' },
          { group: 'An agent', items: agents.map((agent) => ({ value: `agent/${agent}`, label: agent })) },
          { group: 'An action', items: actions.map(({ id }) => ({ value: `action/${id}`, label: id })) },
        ]}
      />
      <Button
        size="compact-sm"
        color="red"
        variant="light"
        disabled={scope === null || stopped}
        onClick={() => scope && onStop({ scope, stopped: true })}
      >
        {stopped ? 'Stopped' : 'Stop'}
      </Button>
    </span>
  );
}
