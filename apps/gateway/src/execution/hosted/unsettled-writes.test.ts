import type { Change } from '@salesagent/canon/sales';
import { gatewayDatabase, type GatewayDatabase } from '../../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../../testing/hosted-execution';
import { HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { SessionLocks } from '../../session-locks';
import { ExecutionBusy } from './settle';

const ID = 'tiering:company:1';
/** One hundred go together; these are more. */
const IDS = Array.from({ length: 130 }, (_, n) => `B${String(n).padStart(3, '0')}`);
const BATCH: Change = {
  ...{ kind: 'fields-batch', type: 'account', fields: ['industry'] },
  rows: IDS.map((id) => ({ id, set: { industry: 'Rail' } })),
};

describe('writes that cannot be settled', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let running: HostedExecution;
  /** Accounts of which the CRM never says what became of a write. */
  let stuck: Set<string>;
  let asked: string[];
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    for (const id of IDS) await hosted.person('U1', 'account', id, { name: id, industry: 'Steel' });
    running = await hostedExecution(gateway, hosted);
    [stuck, asked] = [new Set(IDS.slice(0, 100)), []];
    const write = hosted.write.bind(hosted);
    hosted.write = (one, writer) => {
      asked.push(one.id);
      return stuck.has(one.id) ? Promise.reject(lostAnswer(true)) : write(one, writer);
    };
  });
  afterEach(async () => {
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const rows = async (sql: string) => (await gateway.database.pool.query<Record<string, unknown>>(sql)).rows;
  const execute = async () => running.executor.execute(await running.proposals.permitted(ID, BATCH));
  const states = () => rows('select state, count(*)::int as n from gateway.hosted_write group by 1 order by 1');

  it('keep none behind them waiting, and are settled as soon as they can be', async () => {
    await expect(execute()).rejects.toThrow('no answer');
    await expect(execute()).rejects.toThrow('no answer');
    expect(await states()).toEqual([
      { state: 'entered', n: 30 },
      { state: 'planned', n: 100 },
    ]);
    stuck.clear();
    expect(await execute()).toEqual({ outcome: 'executed' });
    expect(await rows(`select count(*)::int as n from crm.account where industry = 'Rail'`)).toEqual([{ n: 130 }]);
  });

  it('do not count as tried while another action writes to one of their records', async () => {
    stuck.clear();
    const elsewhere = new SessionLocks(gateway.database.pool);
    const held = await elsewhere.tryLock(['crm write account/B000']);
    await expect(execute()).rejects.toBeInstanceOf(ExecutionBusy);
    expect(await rows('select distinct tries, tried_at from gateway.hosted_write')).toEqual([
      { tries: 0, tried_at: null },
    ]);
    await held!.release();
    expect(await execute()).toEqual({ outcome: 'executed' });
    await elsewhere.close();
  });

  it('are left alone for longer each time where nobody waits for them', async () => {
    const settle = () => running.carrier.settleAll(() => undefined);
    await expect(execute()).rejects.toThrow('no answer');
    await settle();
    await settle();
    await settle();
    const tried = asked.length;
    expect(await settle()).toBe(0);
    expect(asked.length).toBe(tried);
    await rows(`update gateway.hosted_write set tried_at = tried_at - interval '10 minutes'`);
    await settle();
    expect(asked.length).toBeGreaterThan(tried);
  });
});
