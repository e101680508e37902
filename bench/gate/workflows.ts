import { condition, defineUpdate, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';

/** The gate's four activities by name; each writes one row. */
export interface BareActivities {
  openGate(input: { actionId: string }): Promise<void>;
  authorize(input: { actionId: string }): Promise<void>;
  noteOutcome(input: { actionId: string }): Promise<void>;
}
export interface BareGateway {
  execute(input: { actionId: string }): Promise<void>;
}

const gate = proxyActivities<BareActivities>({ startToCloseTimeout: '5s' });

const decide = defineUpdate<{ state: string }, [{ decisionId: string }]>('decide');

/** The least that has a gate's shape: asks, waits with a timer for an update, authorises, executes, notes. */
export async function bareGate({ actionId }: { actionId: string }): Promise<string> {
  const taskQueue = `${workflowInfo().taskQueue}-gateway`;
  const gateway = proxyActivities<BareGateway>({ taskQueue, startToCloseTimeout: '10s' });
  let decided = false;
  let answered = false;
  setHandler(
    decide,
    async () => {
      decided = true;
      await condition(() => answered);
      return { state: 'approved' };
    },
    {
      validator: ({ decisionId }) => {
        if (typeof decisionId !== 'string') throw new Error('a decision is sent as { decisionId }');
      },
    },
  );
  await gate.openGate({ actionId });
  await condition(() => decided, '5 days');
  await gate.authorize({ actionId });
  answered = true;
  await gateway.execute({ actionId });
  await gate.noteOutcome({ actionId });
  return 'executed';
}
