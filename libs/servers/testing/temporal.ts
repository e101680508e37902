import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../src/processes';
import { startTemporal } from '../src/temporal';
import { timeSkippingServerExecutable } from '../src/time-skipping-executable';
import { onceARun } from './once-a-run';

export interface TestTemporal {
  /** `host:port` of the run's one development server. */
  readonly address: string;
  /** A namespace of the caller's own, so that task queues and workflow ids may be the real ones. */
  readonly namespace: string;
  /** For `new Client({ connection, namespace })`. */
  readonly connection: Connection;
  /** For `Worker.create({ connection: nativeConnection, namespace, … })`. */
  readonly nativeConnection: NativeConnection;
  /** Closes the connections; shut workers down first. */
  close(): Promise<void>;
}

/** A namespace on a real Temporal server that the first caller of a run starts and all share. */
export async function testTemporal(): Promise<TestTemporal> {
  const address = await onceARun(
    'temporal',
    async (directory) => (await startTemporal({ directory, inMemory: true })).address,
  );
  const namespace = `test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const known = () =>
    connection.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId: 'none' } }).then(
      () => true,
      (error: { code?: number; details?: string }) => !/namespace/i.test(error.details ?? ''),
    );
  await waitUntil(known, 15_000, 50);
  const nativeConnection = await NativeConnection.connect({ address });
  return {
    address,
    namespace,
    connection,
    nativeConnection,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
    },
  };
}

/**
 * A server of the caller's own in which time jumps to the next timer. One environment a test, `teardown()` always;
 * no schedules and no listing there.
 */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = await timeSkippingServerExecutable();
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
}

export interface JumpingTemporal extends TestTemporal {
  /** Lets so many milliseconds pass; what is due meanwhile happens. */
  jump(milliseconds: number): Promise<void>;
}

/** A server in which time jumps, for one scenario. */
export async function jumpingTemporal(): Promise<JumpingTemporal> {
  const environment = await timeSkippingEnvironment();
  return {
    address: environment.address,
    namespace: environment.namespace ?? 'default',
    connection: environment.connection,
    nativeConnection: environment.nativeConnection,
    close: () => environment.teardown(),
    jump: (milliseconds) => environment.sleep(milliseconds),
  };
}

/** A server that tells every workflow to continue as new from so many events on. */
export async function shortHistoriesTemporal(events: number): Promise<TestTemporal> {
  const directory = mkdtempSync(join(tmpdir(), 'short-histories-'));
  const limit = ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${events}`];
  const server = await startTemporal({ directory, inMemory: true, parameters: limit });
  const connection = await Connection.connect({ address: server.address });
  const nativeConnection = await NativeConnection.connect({ address: server.address });
  return {
    address: server.address,
    namespace: 'default',
    connection,
    nativeConnection,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
