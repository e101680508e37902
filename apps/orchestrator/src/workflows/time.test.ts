import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Worker } from '@temporalio/worker';
import { branchesOf } from '../../testing/histories/record';
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

describe('a question that nobody answers', () => {
  const day = 86_400_000;
  const asks = (over: Partial<GateActivities>) => {
    const seen: string[] = [];
    const start = Date.now();
    const at = (days: number) => new Date(start + days * day).toISOString();
    const gate: Partial<GateActivities> = {
      openGate: async () => ({ kind: 'open', expiresAt: at(5), escalatesAt: at(2) }),
      escalate: async ({ due }) => {
        seen.push(`escalated after ${Math.round((Date.parse(due) - start) / day)}`);
        return { escalatesAt: null };
      },
      expire: async () => void seen.push('expired'),
      authorize: never,
      ...over,
    };
    return { seen, gate, at };
  };
  const execute = async ({ client }: Awaited<ReturnType<typeof timeSkippingEnvironment>>) => {
    const workflowId = randomUUID();
    const state = (await client.workflow.execute('actionGate', {
      workflowId,
      taskQueue: TASK_QUEUES.orchestrator,
      args: [{ actionId: 'a', lane: 'person' }],
    })) as string;
    expect(await branchesOf(client, workflowId, 'gate-escalated-then-expired')).toContain('escalated');
    return state;
  };

  it('is asked of the next role when part of the time is over, and then expires', async () => {
    const { seen, gate } = asks({});
    expect(await inJumpingTime(gate, execute)).toBe('expired');
    expect(seen).toEqual(['escalated after 2', 'expired']);
  }, 240_000);

  it('is asked again later where a newer question gives another time', async () => {
    const { seen, gate, at } = asks({
      escalate: async ({ due }) => {
        seen.push(due === at(2) ? 'not yet' : 'escalated');
        return { escalatesAt: due === at(2) ? at(3) : null };
      },
    });
    expect(await inJumpingTime(gate, execute)).toBe('expired');
    expect(seen).toEqual(['not yet', 'escalated', 'expired']);
  }, 240_000);

  it('is decided by either after that', async () => {
    const { seen, gate } = asks({ authorize: async () => ({ kind: 'closed', state: 'rejected', message: 'no' }) });
    const state = await inJumpingTime(gate, async (environment) => {
      const handle = await environment.client.workflow.start('actionGate', {
        workflowId: randomUUID(),
        taskQueue: TASK_QUEUES.orchestrator,
        args: [{ actionId: 'a', lane: 'person' }],
      });
      await environment.sleep('3 days');
      await handle.executeUpdate(MESSAGES.decide, { args: [{ decisionId: 'd' }] });
      return handle.result() as Promise<string>;
    });
    expect([state, ...seen]).toEqual(['rejected', 'escalated after 2']);
  }, 240_000);
});
