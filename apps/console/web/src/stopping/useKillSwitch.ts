import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../api/commands';
import { queries } from '../api/queries';
import { scopeInWords } from './scopeInWords';
import type { KillSwitch } from '../api/generated/types.gen';

const EVERY_MILLISECONDS = 5_000;
export type Scope = KillSwitch['scopes'][number];

/** What is stopped, looked at again every five seconds wherever it is shown. */
export function useKillSwitch() {
  return useQuery({ ...queries.killSwitch(), refetchInterval: EVERY_MILLISECONDS, staleTime: EVERY_MILLISECONDS });
}

/** Stops a scope or lets it go on, and tells which. */
export function useSetKillSwitch(onDone: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: commands.setKillSwitch,
    onSuccess: ({ scope, stopped }) => {
      notifications.show({
        message: stopped ? `Stopped: ${scopeInWords(scope)}.` : `Goes on: ${scopeInWords(scope)}.`,
      });
      onDone();
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['kill-switch'] }),
  });
}

/** Names whoever used the switch; their id where the CRM does not know them, as an operator. */
export function useNameOf(): (by: string) => string {
  const people = useQuery(queries.people());
  return (by) => people.data?.people.find(({ id }) => id === by)?.name ?? by;
}
