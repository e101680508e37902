import type { RecordEventData } from '@salesagent/canon/events';
import type { Change } from '@salesagent/canon/sales';
import { gatewayDatabase, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import { HostedCrmForTests } from '../../../testing/hosted-crm';
import type { Proposals } from '../../../testing/proposals';
import type { Executor } from '../executor';
import type { Undo } from '../undo';
import type { HostedCarrier } from './hosted-carrier';

const ID = 'stalled-deal-alert:opportunity/D1:1';
const AMOUNT = {
  kind: 'fields',
  record: { type: 'opportunity', id: 'D1' },
  expect: { amount: 1000 },
  set: { amount: 900.4 },
} satisfies Change;

/** A CRM keeps what it was given in its own form: rounded, trimmed, completed by rules of its own. */
describe('a value that the CRM keeps otherwise than it was written', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let executor: Executor;
  let undo: Undo;
  let carrier: HostedCarrier;
  let proposals: Proposals;
  let synced: () => Promise<void>;
  let running: HostedExecution;

  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    await hosted.person('U1', 'account', 'A1', { name: 'A1' });
    await hosted.person('U1', 'opportunity', 'D1', { name: 'Deal', accountId: 'A1', amount: 1000, subStage: '4.2' });
    // As the one who wrote: it is the same change to whoever asks.
    hosted.afterWrite = () => hosted.person(ID, 'opportunity', 'D1', { amount: 900 });
    running = await hostedExecution(gateway, hosted);
    ({ executor, undo, carrier, proposals, synced } = running);
  });
  afterEach(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const execute = async () => executor.execute(await proposals.permitted(ID, AMOUNT));
  const revisions = async () =>
    (await gateway.store.read('opportunity/D1')).slice(1).map((event) => {
      const { by, set } = event.data as RecordEventData;
      return [event.type, by, set['amount']];
    });

  it.each([true, false])('is the value that the write wrote, once in the log (names actions: %s)', async (names) => {
    hosted.namesActions = names;
    expect(await execute()).toEqual({ outcome: 'executed' });
    await synced();
    expect(await revisions()).toEqual([['AmountRevised', ID, 900]]);
    const [ended] = (await gateway.store.read(`execution-${ID}`)).slice(-1);
    expect(ended!.data).toMatchObject({ writes: [{ before: { amount: 1000 }, after: { amount: 900 } }] });
  });

  it('can be taken back', async () => {
    await execute();
    hosted.afterWrite = () => Promise.resolve();
    await undo.undo({ actionId: ID, by: 'U1', reason: 'wrong deal' });
    await synced();
    const { rows } = await hosted.database.pool.query('select amount::float from crm.opportunity');
    expect(rows).toEqual([{ amount: 1000 }]);
  });

  it('is a person’s where a person has changed it after that', async () => {
    hosted.afterWrite = () => hosted.person('U1', 'opportunity', 'D1', { amount: 905 });
    await execute();
    await synced();
    expect(await revisions()).toEqual([
      ['AmountRevised', ID, 900.4],
      ['AmountRevised', 'U1', 905],
    ]);
  });

  it('is a person’s where another action wrote to the record before this one was entered', async () => {
    hosted.namesActions = false;
    hosted.afterWrite = () => Promise.resolve();
    hosted.faults.push({ call: 'read', when: 'before', error: new Error('killed') });
    await expect(execute()).rejects.toThrow('killed');
    await hosted.person('U1', 'opportunity', 'D1', { amount: 950 });
    const other: Change = { kind: 'fields', record: AMOUNT.record, expect: {}, set: { nextStep: 'Call' } };
    const its = await proposals.permitted('stalled-deal-alert:opportunity/D1:2', other);
    expect(await executor.execute(its)).toEqual({ outcome: 'executed' });
    const { rows } = await gateway.database.pool.query('select set_aside_by as by from gateway.hosted_write');
    expect(rows).toEqual([{ by: 'unknown' }]);
    expect(await carrier.settleAll((error) => fail(error))).toBe(1);
    await synced();
    expect((await revisions()).filter(([type]) => type === 'AmountRevised')).toEqual([
      ['AmountRevised', ID, 900.4],
      ['AmountRevised', 'unknown', 950],
    ]);
  });
});
