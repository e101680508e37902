import { BATCH, BATCH_ID, MANY_ACCOUNTS, manyAccounts } from '../../../testing/hosted-batch';
import { lostAnswer } from '../../../testing/hosted-crm';
import { hostedScene } from '../../../testing/hosted-scene';
import { SessionLocks } from '../../session-locks';
import { ExecutionBusy } from './settle';

describe('writes that cannot be settled', () => {
  const scene = hostedScene(manyAccounts);
  const { rows } = scene;
  const execute = () => scene.execute(BATCH, BATCH_ID);
  /** Accounts of which the CRM never says what became of a write. */
  let stuck: Set<string>;
  let asked: string[];
  beforeEach(() => {
    const { hosted } = scene.parts();
    [stuck, asked] = [new Set(MANY_ACCOUNTS.slice(0, 100)), []];
    const write = hosted.write.bind(hosted);
    hosted.write = (one, writer) => {
      asked.push(one.id);
      return stuck.has(one.id) ? Promise.reject(lostAnswer(true)) : write(one, writer);
    };
  });

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
    const elsewhere = new SessionLocks(scene.parts().gateway.database.pool);
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
    const settle = () => scene.parts().carrier.settleAll(() => undefined);
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
