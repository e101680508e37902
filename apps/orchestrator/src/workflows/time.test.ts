import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Worker } from '@temporalio/worker';
import { timeSkippingEnvironment } from '@salesagent/servers/testing';
import {
  MESSAGES,
  TASK_QUEUES,
  workflowBundle,
  type GateActivities,
  type LifecycleActivities,
} from '@salesagent/workflow';

const ROOT = resolve(__dirname, '../../../..');
const bundle = workflowBundle({ workflowsPath: require.resolve('.'), root: ROOT });

/** Runs `work` with a worker of these activities on a server in which time jumps. */
async function inJumpingTime<T>(
  activities: Partial<GateActivities & LifecycleActivities>,
  work: (environment: Awaited<ReturnType<typeof timeSkippingEnvironment>>) => Promise<T>,
): Promise<T> {
  const environment = await timeSkippingEnvironment();
  try {
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: TASK_QUEUES.orchestrator,
      workflowBundle: await bundle,
      activities,
    });
    return await worker.runUntil(work(environment));
  } finally {
    await environment.teardown();
  }
}

const never = (): Promise<never> => Promise.reject(new Error('not asked here'));

describe('time at the gate', () => {
  it('expires when nobody decides, and only then', async () => {
    const asked: string[] = [];
    const state = await inJumpingTime(
      {
        openGate: async () => ({ kind: 'open', expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString() }),
        expire: async ({ actionId }) => void asked.push(actionId),
        authorize: never,
      },
      (environment) =>
        environment.client.workflow.execute('actionGate', {
          workflowId: randomUUID(),
          taskQueue: TASK_QUEUES.orchestrator,
          args: [{ actionId: 'a', lane: 'person' }],
        }),
    );
    expect(state).toBe('expired');
    expect(asked).toEqual(['a']);
  }, 240_000);

  it('tries again while it is stopped, and expires if that never ends', async () => {
    let tries = 0;
    const state = await inJumpingTime(
      {
        openGate: async () => ({ kind: 'open', expiresAt: new Date(Date.now() + 60_000).toISOString() }),
        authorize: async () => {
          tries++;
          return { kind: 'stopped', message: 'stopped' };
        },
        expire: async () => undefined,
      },
      async (environment) => {
        const handle = await environment.client.workflow.start('actionGate', {
          workflowId: randomUUID(),
          taskQueue: TASK_QUEUES.orchestrator,
          args: [{ actionId: 'a', lane: 'person' }],
        });
        await handle.executeUpdate(MESSAGES.decide, { args: [{ decisionId: 'd' }] });
        return handle.result() as Promise<string>;
      },
    );
    expect(state).toBe('expired');
    expect(tries).toBeGreaterThan(1);
  }, 240_000);
});
