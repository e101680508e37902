import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { DiscardBody, RedriveBody } from '../../api/generated/types.gen';
import { counted } from '../../format/number';

/** Redriving and discarding: done on the server, told on the page, and the lists read again. */
export function useDecision(onDone: () => void) {
  const cache = useQueryClient();
  const settle = {
    onError: (error: Error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ['parked'] }),
  };
  const redrive = useMutation({
    ...settle,
    mutationFn: (body: RedriveBody) => commands.redrive(body),
    onSuccess: ({ redriven, unanswered }) => {
      const without = unanswered.length === 0 ? '' : ` No answer from ${unanswered.map((u) => u.service).join(', ')}.`;
      notifications.show({ message: `${counted(redriven.length, 'event')} tried again.${without}` });
      onDone();
    },
  });
  const discard = useMutation({
    ...settle,
    mutationFn: (body: DiscardBody) => commands.discard(body),
    onSuccess: ({ waitedBehind }) => {
      notifications.show({ message: `Discarded. ${counted(waitedBehind, 'event')} behind it go on.` });
      onDone();
    },
  });
  return { redrive, discard };
}
