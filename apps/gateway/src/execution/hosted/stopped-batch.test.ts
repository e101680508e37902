import { BATCH, BATCH_ID as ID, manyAccounts } from '../../../testing/hosted-batch';
import { lostAnswer } from '../../../testing/hosted-crm';
import { hostedScene } from '../../../testing/hosted-scene';

describe('a batch that a slow CRM is still being sent', () => {
  const scene = hostedScene(manyAccounts);
  const { rows, there, synced } = scene;
  const execute = () => scene.execute(BATCH, ID);
  const written = async (sql = `select id from crm.account where industry = 'Rail'`) => (await there(sql)).length;
  const ended = async () => (await scene.parts().gateway.store.read(`execution-${ID}`)).at(-1)!;
  /** The kill switch is thrown once so many rows are in the CRM. */
  const stopAfter = (count: number, thrown: string): void => {
    const { hosted } = scene.parts();
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
    await synced();
    expect(await rows(`select count(*)::int as n from crm.account where industry = 'Rail'`)).toEqual([{ n: 10 }]);
  });

  it('finishes what it had begun, also in a later attempt', async () => {
    stopAfter(10, `insert into orchestrator.kill_epoch values ('all', 4, true)`);
    for (let n = 0; n < 2; n += 1)
      scene.parts().hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
    await expect(execute()).rejects.toThrow('no answer');
    await expect(execute()).rejects.toThrow('no answer');
    expect(await execute()).toEqual({ outcome: 'executed' });
    const those = `select id from crm.account where industry = 'Rail' and id in ('B000', 'B100')`;
    expect(await written(those)).toBe(2);
    expect(await written()).toBeLessThan(20);
    expect(await written(`select from crm.change where "by" = '${ID}'`)).toBe(await written());
  });
});
