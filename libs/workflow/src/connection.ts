import { Client, Connection } from '@temporalio/client';
import type { ClientPlugin } from '@temporalio/client';
import {
  NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
  type WorkerPlugin,
} from '@temporalio/worker';

export interface TemporalSettings {
  /** Host and port of the frontend. */
  address: string;
  namespace: string;
}

/** A client that connects when it is first used, so that a service starts before Temporal does. */
export function temporalClient(settings: TemporalSettings, plugins: ClientPlugin[] = []): Client {
  const connection = Connection.lazy({ address: settings.address });
  return new Client({ connection, namespace: settings.namespace, plugins });
}

export interface WorkerSettings extends TemporalSettings {
  taskQueue: string;
  activities: object;
  /** Workflow code, bundled; none for a worker of activities only. */
  workflowBundle?: WorkflowBundle;
  /** E.g. OpenTelemetry; the same plugin must have been given to the bundler. */
  plugins?: WorkerPlugin[];
  /** Activities at once (100). */
  concurrentActivities?: number;
}

export interface RunningWorker {
  /** Polling and able to take work. */
  running(): boolean;
  /** Finishes what it has, then lets go of the connection. */
  stop(): Promise<void>;
}

/**
 * Starts a worker and keeps it: when the server goes away the SDK's own retries bring it back, and when the worker
 * fails for good a new one is made. Resolves once the first one polls.
 */
export async function startWorker(
  settings: WorkerSettings,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<RunningWorker> {
  let stopping = false;
  let current = await connect(settings);
  const loop = (async () => {
    while (!stopping) {
      try {
        await current.worker.run();
      } catch (error) {
        onFailure(error);
      }
      await current.connection.close().catch(() => undefined);
      while (!stopping) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        try {
          current = await connect(settings);
          break;
        } catch (error) {
          onFailure(error);
        }
      }
    }
  })();
  return {
    running: () => current.worker.getState() === 'RUNNING',
    stop: async () => {
      stopping = true;
      if (current.worker.getState() === 'RUNNING') current.worker.shutdown();
      await loop;
    },
  };
}

async function connect(settings: WorkerSettings): Promise<{ worker: Worker; connection: NativeConnection }> {
  const connection = await NativeConnection.connect({ address: settings.address });
  try {
    const options: WorkerOptions = {
      connection,
      namespace: settings.namespace,
      taskQueue: settings.taskQueue,
      activities: settings.activities,
      plugins: settings.plugins ?? [],
      shutdownGraceTime: '5s',
      shutdownForceTime: '8s',
      ...(settings.workflowBundle ? { workflowBundle: settings.workflowBundle } : {}),
      ...(settings.concurrentActivities ? { maxConcurrentActivityTaskExecutions: settings.concurrentActivities } : {}),
    };
    return { worker: await Worker.create(options), connection };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}
