import type { RecordEventData } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { gatewayDatabase, type GatewayDatabase } from './gateway-database';
import { HostedCrmForTests } from './hosted-crm';
import { hostedExecution, type HostedExecution } from './hosted-execution';

export const ID = 'stalled-deal-alert:opportunity/D1:1';
export const AMOUNT = {
  kind: 'fields',
  record: { type: 'opportunity', id: 'D1' },
  expect: { amount: 1000 },
  set: { amount: 900 },
} satisfies Change;
export const TASK: Change = {
  kind: 'task',
  ownerId: 'U1',
  title: 'Call',
  body: 'Ask',
  dueInBusinessDays: 3,
  opportunityId: 'D1',
};

/** A person, three accounts and a deal. */
async function aDeal(hosted: HostedCrmForTests): Promise<void> {
  await hosted.person('U1', 'person', 'U1', { name: 'Ada Ash' });
  for (const id of ['A1', 'A2', 'A3']) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
  await hosted.person('U1', 'opportunity', 'D1', { name: 'Deal', accountId: 'A1', amount: 1000, subStage: '4.2' });
}

/**
 * Gateway beside a hosted CRM, new for each test of the `describe` that asks for it; `parts()` are those of the running
 * test.
 *
 * @param filled what is in the CRM before gateway reads it
 */
export function hostedScene(filled: (hosted: HostedCrmForTests) => Promise<unknown> = aDeal) {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let running: HostedExecution;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    await filled(hosted);
    running = await hostedExecution(gateway, hosted);
  });
  afterEach(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const permitted = (change: Change, id = ID) => running.proposals.permitted(id, change);
  return {
    parts: () => ({ gateway, hosted, ...running }),
    synced: () => running.synced(),
    /** Of gateway's database, and of the CRM's own. */
    rows: async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows,
    there: async (sql: string) => (await hosted.database.pool.query<Record<string, unknown>>(sql)).rows,
    outcome: async (id = ID) => (await gateway.store.read(`execution-${id}`)).map((e) => e.type),
    ended: async (id = ID) => (await gateway.store.read(`execution-${id}`)).at(-1)!.data as Record<string, unknown>,
    events: async (ref: string) =>
      (await gateway.store.read(ref)).map((e) => [e.type, (e.data as RecordEventData).by, e.causationId] as const),
    execute: async (change: Change, id = ID) => running.executor.execute(await permitted(change, id)),
    /** As Temporal does: the same request until it is answered. */
    untilAnswered: async (change: Change, id = ID) => {
      const request = await permitted(change, id);
      for (;;) {
        const result = await running.executor.execute(request).catch(() => null);
        if (result) return result;
      }
    },
  };
}
