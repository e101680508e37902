import { useState } from 'react';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { commands } from '../../api/commands';
import type { Rung, ShadowBody } from '../../api/generated/types.gen';
import { dateOf } from '../../format/when';
import { useSession } from '../../layout/SessionContext';
import { SimpleTable } from '../../pieces/SimpleTable';
import { useNameOf } from '../../stopping/useKillSwitch';

const EVERY_TIER = 'every tier';

/** Actions that only prepare, with who said so; and putting one in shadow, or taking it out, with a reason. */
export function InShadow({ rungs }: { rungs: Rung[] }) {
  const { can } = useSession();
  const nameOf = useNameOf();
  const cache = useQueryClient();
  const [action, setAction] = useState<string | null>(null);
  const [tier, setTier] = useState<string>(EVERY_TIER);
  const [reason, setReason] = useState('');
  const settle = {
    onError: (error: Error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
    onSuccess: () => setReason(''),
    onSettled: () => cache.invalidateQueries({ queryKey: ['ladder'] }),
  };
  const shadow = useMutation({ ...settle, mutationFn: commands.shadow });
  const end = useMutation({ ...settle, mutationFn: commands.endShadow });
  const watched = oneAPlace(rungs.filter((r) => r.inShadow !== null));
  const said = reason.trim();
  const body = {
    action: action ?? '',
    reason: said,
    ...(tier === EVERY_TIER ? {} : { tier }),
  } as ShadowBody;
  const isReady = action !== null && said !== '' && !shadow.isPending && !end.isPending;
  return (
    <>
      {watched.length === 0 ? (
        <p className="quiet">No action is in shadow.</p>
      ) : (
        <SimpleTable
          caption="Actions in shadow"
          rows={watched}
          rowKey={(r) => `${r.action} ${r.tier}`}
          columns={[
            { head: 'Action', cell: (r) => <strong>{r.action}</strong> },
            { head: 'Tier', cell: (r) => r.tier, tight: true },
            { head: 'Since', cell: (r) => dateOf(r.inShadow!.since), tight: true },
            { head: 'By', cell: (r) => nameOf(r.inShadow!.by) },
            { head: 'Why', cell: (r) => r.inShadow!.reason },
          ]}
        />
      )}
      {can.demote && (
        <Group mt="sm" align="end">
          <Select
            label="Action"
            searchable
            data={[...new Set(rungs.map((r) => r.action))]}
            value={action}
            onChange={setAction}
          />
          <Select
            label="Tier"
            allowDeselect={false}
            data={[EVERY_TIER, 'T1', 'T2', 'T3']}
            value={tier}
            onChange={(value) => setTier(value ?? EVERY_TIER)}
          />
          <TextInput label="Reason" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Button variant="default" disabled={!isReady} onClick={() => shadow.mutate(body)}>
            Put in shadow
          </Button>
          {can.signAutonomy && (
            <Button variant="default" disabled={!isReady} onClick={() => end.mutate(body)}>
              Take out
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

/** An action with several effects stands once on a tier. */
function oneAPlace(rungs: Rung[]): Rung[] {
  return [...new Map(rungs.map((r) => [`${r.action} ${r.tier}`, r])).values()];
}
