import {
  startWorker,
  TASK_QUEUES,
  type GatewayActivities,
  type RunningWorker,
  type TemporalSettings,
} from '@salesagent/workflow';

/** Polls Temporal for executions. Starts before Temporal is there and joins when it comes. */
export class ExecutionWorker {
  private worker: RunningWorker | null = null;
  private stopping = false;
  private starting: Promise<void> = Promise.resolve();

  constructor(
    private readonly temporal: TemporalSettings,
    private readonly execute: GatewayActivities['execute'],
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    this.starting = this.connect();
  }

  running(): boolean {
    return this.worker?.running() ?? false;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.starting;
    await this.worker?.stop();
  }

  private async connect(): Promise<void> {
    const activities: GatewayActivities = { execute: this.execute };
    while (!this.stopping && !this.worker) {
      try {
        this.worker = await startWorker(
          { ...this.temporal, taskQueue: TASK_QUEUES.gateway, activities },
          this.onFailure,
        );
      } catch (error) {
        this.onFailure(error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }
}
