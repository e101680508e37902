import { useState } from 'react';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { Button, Group, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { Projections as Found, RebuildRun } from '../../api/generated/types.gen';
import { count } from '../../format/number';
import { instantOf } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import { Loaded } from '../../pieces/Loaded';
import { Section } from '../../pieces/Section';
import { Sideways } from '../../pieces/Sideways';
import { SimpleTable } from '../../pieces/SimpleTable';

/** What each service has made of the bus: comparing it with the bus, and making it again. */
export function Projections({ query }: { query: UseQueryResult<Found> }) {
  const { can } = useSession();
  const cache = useQueryClient();
  const [asking, setAsking] = useState<string | null>(null);
  const begin = useMutation({
    mutationFn: ({ name, dryRun }: { name: string; dryRun: boolean }) => commands.rebuild(name, dryRun),
    onSuccess: () => setAsking(null),
    onError: (error) => notifications.show({ color: 'red', title: 'Not begun', message: error.message }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['projections'] }),
  });
  return (
    <Section
      title="Projections"
      note="Tables that follow from the bus alone. Comparing builds one a second time beside the live one and changes nothing."
      flush
    >
      <Loaded query={query} what="the projections" lines={6}>
        {({ projections }) => (
          <Sideways label="Projections">
            <SimpleTable
              caption="Projections and when they were last rebuilt"
              rows={projections}
              rowKey={(projection) => projection.name}
              columns={[
                { head: 'Projection', cell: (projection) => projection.name },
                { head: 'Rows', cell: (projection) => count(projection.rows), number: true },
                {
                  head: 'Last',
                  cell: ({ latest }) => <span aria-live="polite">{latest ? lastOf(latest) : 'never rebuilt'}</span>,
                },
                {
                  head: '',
                  cell: ({ name, latest }) =>
                    can.operate && (
                      <Group gap="xs" wrap="nowrap">
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={`Compare ${name} with the bus`}
                          disabled={latest?.state === 'running' || begin.isPending}
                          onClick={() => begin.mutate({ name, dryRun: true })}
                        >
                          Compare
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          aria-label={`Rebuild ${name}`}
                          disabled={latest?.state === 'running' || begin.isPending}
                          onClick={() => setAsking(name)}
                        >
                          Rebuild
                        </Button>
                      </Group>
                    ),
                },
              ]}
            />
          </Sideways>
        )}
      </Loaded>
      <Modal opened={asking !== null} onClose={() => setAsking(null)} title={`Rebuild ${asking ?? ''}`}>
        <p>
          It is built again from the beginning of the bus while the service goes on, and rows that differ are replaced
          in one transaction. Pages show the old rows until then.
        </p>
        <Group mt="md" gap="xs">
          <Button
            size="sm"
            data-autofocus
            loading={begin.isPending}
            onClick={() => asking && begin.mutate({ name: asking, dryRun: false })}
          >
            Rebuild
          </Button>
          <Button size="sm" variant="default" onClick={() => setAsking(null)}>
            Not now
          </Button>
        </Group>
      </Modal>
    </Section>
  );
}

function lastOf(run: RebuildRun): string {
  const what = run.dryRun ? 'compared' : 'rebuilt';
  if (run.state === 'running') {
    const { read = 0, total = 0 } = run.progress ?? {};
    return `being ${what}: ${count(read)} of ${count(total)} read`;
  }
  const when = `${instantOf(run.startedAt)} by ${run.startedBy}`;
  if (run.state !== 'done') return `${run.state}, ${when}${run.problem ? `: ${run.problem}` : ''}`;
  return `${what} ${when}: ${run.result?.equal ? 'equal' : run.dryRun ? 'different' : 'repaired'}`;
}
