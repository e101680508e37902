import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { Rung } from '../../api/generated/types.gen';
import { ReasonDialog } from '../../pieces/ReasonDialog';
import { SignDialog } from '../../pieces/SignDialog';
import { Evidence } from './Evidence';

export interface Asking {
  what: 'promote' | 'demote';
  rung: Rung;
}

/** The signature, with what it rests on once more; and taking an action down, with a reason. */
export function RungDialogs({ asking, onClose }: { asking: Asking | null; onClose: () => void }) {
  const cache = useQueryClient();
  const settle = {
    onError: (error: Error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
    onSettled: () => {
      onClose();
      for (const key of ['ladder', 'kill-switch']) void cache.invalidateQueries({ queryKey: [key] });
    },
  };
  const promote = useMutation({
    ...settle,
    mutationFn: commands.promote,
    onSuccess: ({ action, tier }) => notifications.show({ message: `Signed. ${action} runs alone on ${tier}.` }),
  });
  const demote = useMutation({
    ...settle,
    mutationFn: commands.demote,
    onSuccess: ({ action, tier }) => notifications.show({ message: `${action} works with people again on ${tier}.` }),
  });
  const named = asking ? `${asking.rung.action} on ${asking.rung.tier}` : '';
  const place = asking && { action: asking.rung.action, tier: asking.rung.tier };
  return (
    <>
      <SignDialog
        open={asking?.what === 'promote'}
        title={`Let ${named} run alone`}
        busy={promote.isPending}
        onClose={onClose}
        onSign={() => place && promote.mutate(place)}
      >
        {asking && (
          <p>
            <Evidence rung={asking.rung} />
          </p>
        )}
        <p>
          From now on nobody is asked, except where the policy says so. One in ten is left alone, so that what it is
          worth can be measured. It is taken down by itself when too much of it is undone. Your name stands under it.
        </p>
      </SignDialog>
      <ReasonDialog
        open={asking?.what === 'demote'}
        title={`Take down ${named}`}
        note="From now on people decide again; what was permitted and has not begun is void. Its evidence is counted anew, and nothing can be signed until it has rested."
        action="Take down"
        busy={demote.isPending}
        onClose={onClose}
        onReason={(reason) => place && demote.mutate({ ...place, reason })}
      />
    </>
  );
}
