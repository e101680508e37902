import type { Change } from '@salesagent/canon/sales';
import { gatewayDatabase, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import { HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';

const ID = 'tiering:company:1';
const IDS = Array.from({ length: 130 }, (_, n) => `B${String(n).padStart(3, '0')}`);
const BATCH: Change = {
  ...{ kind: 'fields-batch', type: 'account', fields: ['industry'] },
  rows: IDS.map((id) => ({ id, set: { industry: 'Rail' } })),
};

describe('a batch that a slow CRM is still being sent', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let running: HostedExecution;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    for (const id of IDS) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
    running = await hostedExecution(gateway, hosted);
  });
  afterEach(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  const execute = async () => running.executor.execute(await running.proposals.permitted(ID, BATCH));
  const written = async (sql = `select id from crm.account where industry = 'Rail'`) =>
    (await hosted.database.pool.query(sql)).rowCount;
  const ended = async () => (await gateway.store.read(`execution-${ID}`)).at(-1)!;
  /** The kill switch is thrown once so many rows are in the CRM. */
  const stopAfter = (count: number, thrown: string): void => {
    hosted.afterWrite = async () => {
      if (hosted.calls.filter((call) => call === 'write').length === count) await rows(thrown);
    };
  };

  it.each([
    ['is thrown', `insert into orchestrator.kill_epoch values ('all', 4, true)`],
    ['was thrown and taken back', `insert into orchestrator.kill_epoch values ('action/tiering', 4, false)`],
  ])('begins no other request once the kill switch %s', async (_, thrown) => {
    stopAfter(10, thrown);
    expect(await execute()).toEqual({ outcome: 'executed' });
    expect(await written()).toBe(10);
    expect(await ended()).toMatchObject({
      type: 'ActionExecuted',
      data: { note: expect.stringMatching(/^120 not written: account\/B\d+ \(stopped\)/) },
    });
    await running.synced();
    expect(await rows(`select count(*)::int as n from crm.account where industry = 'Rail'`)).toEqual([{ n: 10 }]);
  });

  it('finishes what it had begun, also in a later attempt', async () => {
    stopAfter(10, `insert into orchestrator.kill_epoch values ('all', 4, true)`);
    for (let n = 0; n < 2; n += 1) hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute()).rejects.toThrow('no answer');
    await expect(execute()).rejects.toThrow('no answer');
    expect(await execute()).toEqual({ outcome: 'executed' });
    const those = `select id from crm.account where industry = 'Rail' and id in ('B000', 'B100')`;
    expect(await written(those)).toBe(2);
    expect(await written()).toBeLessThan(20);
    expect(await written(`select from crm.change where "by" = '${ID}'`)).toBe(await written());
  });
});
