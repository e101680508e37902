import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { AbsenceBody } from '../../api/generated/types.gen';

/** Setting somebody away and ending it; the inbox follows. */
export function useAbsence() {
  const cache = useQueryClient();
  const done = (message: string) => {
    notifications.show({ title: 'Away', message });
    for (const key of ['absences', 'inbox', 'approvals']) void cache.invalidateQueries({ queryKey: [key] });
  };
  const failed = (error: Error) =>
    notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 });
  const set = useMutation({
    mutationFn: (body: AbsenceBody) => commands.setAbsence(body),
    onSuccess: ({ person, delegate }) =>
      done(
        `${person.name ?? person.id} is away then; ${delegate ? (delegate.name ?? delegate.id) : 'their manager'} decides.`,
      ),
    onError: failed,
  });
  const end = useMutation({
    mutationFn: (personId: string) => commands.endAbsence(personId),
    onSuccess: () => done('Open questions come back.'),
    onError: failed,
  });
  return { set, end };
}
