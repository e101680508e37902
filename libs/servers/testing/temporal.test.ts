import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { testTemporal, timeSkippingEnvironment, type TestTemporal } from './index';

jest.setTimeout(300_000);

describe('a test file gets a Temporal namespace of its own', () => {
  let one: TestTemporal;
  let other: TestTemporal;

  beforeAll(async () => {
    [one, other] = await Promise.all([testTemporal(), testTemporal()]);
  });
  afterAll(() => Promise.all([one.close(), other.close()]));

  it('on one server, in which the same workflow id can be used twice', async () => {
    expect(one.address).toBe(other.address);
    for (const { connection, namespace } of [one, other]) {
      const client = new Client({ connection, namespace });
      const handle = await client.workflow.start('waits', { workflowId: 'gate-1', taskQueue: 'orchestrator' });
      expect((await handle.describe()).status.name).toBe('RUNNING');
    }
  });
});

describe('the time-skipping environment', () => {
  it('passes a day in no time', async () => {
    const environment = await timeSkippingEnvironment();
    try {
      const worker = await Worker.create({
        connection: environment.nativeConnection,
        taskQueue: 'orchestrator',
        workflowsPath: require.resolve('./waits-a-day'),
      });
      const result = await worker.runUntil(
        environment.client.workflow.execute('waitsADay', { workflowId: 'day', taskQueue: 'orchestrator' }),
      );
      expect(result).toBe('done');
    } finally {
      await environment.teardown();
    }
  });
});
