import { Worker } from '@temporalio/worker';
import { resolve } from 'node:path';
import { jumpingTemporal, testTemporal, type TestTemporal } from '@salesagent/servers/testing';
import { Client, MESSAGES, TASK_QUEUES, workflowBundle } from '@salesagent/workflow';
import { branchesOf } from '../../testing/histories/record';

// Lifecycles that the code of 0.1.0 began, and what today's code makes of them: a deployment in small.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../../..');
const DAY = 86_400_000;
const former = workflowBundle({ workflowsPath: require.resolve('./histories/0.1.0/workflows'), root: ROOT });
const present = workflowBundle({ workflowsPath: require.resolve('.'), root: ROOT });

/** What 0.1.0's activities answered, and what today's answer. */
function activities(answers: 'former' | 'present', began: number, asked: unknown[]): Record<string, unknown> {
  const due = { what: 'silence', nominalTime: new Date(began + 400 * DAY).toISOString() };
  const next = (from: number, days: number): string => new Date(from + days * DAY).toISOString();
  return {
    observeDeal: async ({ touchedAt }: { touchedAt: string | null }) =>
      answers === 'former'
        ? { open: true, subStage: '4.1', noTouchDueAt: next(touchedAt ? Date.parse(touchedAt) : began, 14) }
        : { memory: { subStage: '4.1', enteredAt: null, asked: [] }, done: false, due },
    observeAccount: async () =>
      answers === 'former'
        ? { live: true, lifecycle: 'customer', nextDueAt: next(began, 7 * (asked.length + 1)) }
        : { memory: { lifecycle: 'customer', asked: [] }, done: false, due },
    requestDealActions: async (input: unknown) => void asked.push(input),
    requestAccountActions: async (input: unknown) => void asked.push(input),
  };
}

async function withWorker<T>(
  temporal: TestTemporal,
  bundle: Awaited<typeof former>,
  its: Record<string, unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUES.orchestrator,
    workflowBundle: bundle,
    activities: its,
    // The next worker has its first turn as soon as this one is gone.
    stickyQueueScheduleToStartTimeout: '500ms',
  });
  return worker.runUntil(work());
}

const WORKFLOWS = [
  ['dealLifecycle', 'deal', { opportunityId: 'o', subStage: null, touchedAt: null }],
  ['accountLifecycle', 'account', { accountId: 'a', lifecycle: null }],
] as const;

describe('a lifecycle that 0.1.0 began', () => {
  it.each(WORKFLOWS)('%s waits for its timers in jumping time', async (type, name, memory) => {
    const temporal = await jumpingTemporal();
    try {
      const asked: unknown[] = [];
      const client = new Client({ connection: temporal.connection, namespace: temporal.namespace });
      await withWorker(temporal, await former, activities('former', Date.now(), asked), async () => {
        await client.workflow.start(type, { workflowId: name, taskQueue: TASK_QUEUES.orchestrator, args: [memory] });
        await temporal.jump(20 * DAY);
        while (asked.length === 0) await new Promise((wait) => setTimeout(wait, 25));
      });
      // Recorded as it runs, for that is how a deployment finds it.
      expect(await branchesOf(client, name, `${name}-running`, undefined, '0.1.0')).toHaveLength(1);
    } finally {
      await temporal.close();
    }
  });

  it.each(WORKFLOWS)('%s goes on in today’s code with what it remembers', async (type, name, memory) => {
    const temporal = await testTemporal();
    try {
      const client = new Client({ connection: temporal.connection, namespace: temporal.namespace });
      const handle = client.workflow.getHandle(name);
      const began = Date.now();
      const { runId } = await withWorker(temporal, await former, activities('former', began, []), async () => {
        await client.workflow.start(type, { workflowId: name, taskQueue: TASK_QUEUES.orchestrator, args: [memory] });
        await handle.signal(MESSAGES.changed, { touched: true });
        await handle.query(MESSAGES.status);
        return handle.describe();
      });
      await withWorker(temporal, await present, activities('present', began, []), async () => {
        await handle.signal(MESSAGES.changed, { touched: true });
        while ((await handle.describe()).runId === runId) await new Promise((wait) => setTimeout(wait, 25));
        const remembered = await handle.query<Record<string, unknown>>(MESSAGES.status);
        expect(remembered).toMatchObject(
          name === 'deal' ? { opportunityId: 'o', subStage: '4.1' } : { accountId: 'a' },
        );
        if (name === 'deal') expect(Date.parse(remembered['touchedAt'] as string)).toBeGreaterThanOrEqual(began);
      });
      expect(await branchesOf(client, name, `${name}-left`, runId)).toEqual(
        expect.arrayContaining(['0.1.0: left for today’s code']),
      );
    } finally {
      await temporal.close();
    }
  });
});
