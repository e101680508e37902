import { useState } from 'react';
import { Button } from '@mantine/core';
import { useSession } from '../layout/SessionContext';
import { ReasonDialog } from '../pieces/ReasonDialog';
import { useKillSwitch, useSetKillSwitch } from './useKillSwitch';

/** Stops one scope, or lets it go on, with a reason; for those who may. */
export function StopHere({ scope, what }: { scope: string; what: string }) {
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const switches = useKillSwitch();
  const set = useSetKillSwitch(() => setAsking(false));
  if (!can.stop || !switches.data) return null;
  const stopped = switches.data.scopes.some((each) => each.scope === scope && each.stopped);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {stopped ? 'Let agents go on' : 'Stop agents here'}
      </Button>
      <ReasonDialog
        open={asking}
        title={stopped ? `Let agents go on with ${what}` : `Stop agents for ${what}`}
        note={
          stopped
            ? 'What was approved meanwhile is authorised anew, and only then carried out.'
            : 'Nothing that agents proposed for it starts from now on; what was approved waits. People in the CRM are not affected.'
        }
        action={stopped ? 'Go on' : 'Stop'}
        busy={set.isPending}
        onClose={() => setAsking(false)}
        onReason={(reason) => set.mutate({ scope, stopped: !stopped, reason })}
      />
    </>
  );
}
