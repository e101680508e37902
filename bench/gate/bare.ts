import type { Pool } from 'pg';
import { startWorker, workflowBundle, type Client, type RunningWorker } from '@salesagent/workflow';
import { Steps } from './steps';
import type { BareActivities, BareGateway } from './workflows';

const STEPS = ['openGate', 'authorize', 'noteOutcome'] as const;

/** A workflow of the gate's shape whose activities write one row each, or nothing at all. */
export class BareWorkflow {
  readonly steps = new Steps();

  private constructor(
    readonly name: string,
    private readonly client: Client,
    private readonly workers: RunningWorker[],
  ) {}

  static async start(
    pool: Pool | null,
    { client, address, root }: { client: Client; address: string; root: string },
  ): Promise<BareWorkflow> {
    const queue = pool === null ? 'empty' : 'bare';
    const bare = new BareWorkflow(queue, client, []);
    await pool?.query('create schema bench; create table bench.step (action_id text, step text, at timestamptz)');
    const write =
      (step: string) =>
      async ({ actionId }: { actionId: string }): Promise<void> => {
        await pool?.query({
          name: 'bench-step',
          text: 'insert into bench.step values ($1, $2, clock_timestamp())',
          values: [actionId, step],
        });
      };
    const activities: BareActivities = {
      openGate: write('open'),
      authorize: write('authorize'),
      noteOutcome: write('note'),
    };
    const gateway: BareGateway = { execute: write('execute') };
    const at = { address, namespace: client.options.namespace };
    bare.workers.push(
      await startWorker({
        ...at,
        taskQueue: queue,
        activities: bare.steps.measured(activities, STEPS),
        workflowBundle: await workflowBundle({ workflowsPath: require.resolve('./workflows'), root }),
      }),
      await startWorker({
        ...at,
        taskQueue: `${queue}-gateway`,
        activities: bare.steps.measured(gateway, ['execute']),
      }),
    );
    return bare;
  }

  async prepare(): Promise<void> {
    // Nothing has to be there beforehand.
  }

  async one(actionId: string): Promise<void> {
    const opened = this.steps.untilOpened(actionId);
    const handle = await this.steps.time('start', () =>
      this.client.workflow.start('bareGate', {
        workflowId: `bare-${actionId}`,
        taskQueue: this.name,
        args: [{ actionId }],
      }),
    );
    await opened;
    await this.steps.time('decide', () =>
      handle.executeUpdate('decide', { updateId: actionId, args: [{ decisionId: actionId }] }),
    );
    await handle.result();
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
