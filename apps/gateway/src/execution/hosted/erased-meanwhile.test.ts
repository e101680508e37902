import type { Change } from '@salesagent/canon/sales';
import { TODAY, type GatewayDatabase } from '../../../testing/gateway-database';
import { type HostedCrmForTests, lostAnswer } from '../../../testing/hosted-crm';
import { hostedScene, TASK } from '../../../testing/hosted-scene';
import { Erasure } from '../../personal-data/erasure';

describe('executing a permitted change in a hosted CRM', () => {
  const scene = hostedScene();
  const { rows, there, ended, execute, untilAnswered, synced } = scene;
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  beforeEach(() => void ({ gateway, hosted } = scene.parts()));

  describe('about a person who is erased meanwhile', () => {
    const TEXT = 'Ask Zelda Quuxmarker about the budget';
    let about: Change;
    beforeEach(async () => {
      await hosted.person('U1', 'contact', 'C1', { name: 'Zelda Quuxmarker', accountId: 'A1' });
      await synced();
      // A draft to the person: whose words these are, the proposal alone tells.
      const body = await gateway.sealer.seal('text/contact/C1', 'e1', TEXT);
      about = { ...TASK, accountId: 'A1', body } as unknown as Change;
    });
    const erase = async (): Promise<void> => {
      const { store, sealer, database } = gateway;
      const changed = (): void => undefined;
      const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed });
      await erasure.erase({ ref: 'contact/C1', by: 'operations', reason: 'request 17' });
    };
    const tasks = 'select title, body, owner_id from crm.task';

    it('is not sent when it has not begun to be', async () => {
      hosted.faults.push({ call: 'write', when: 'before', error: lostAnswer(false) });
      await expect(execute(about)).rejects.toThrow('no answer');
      await erase();
      expect(await untilAnswered(about)).toMatchObject({ outcome: 'failed' });
      expect(await ended()).toMatchObject({ code: 'person-erased' });
      expect(await there(tasks)).toEqual([]);
      expect(await rows(tasks)).toEqual([]);
    });

    it('is finished when it has, and enters the copy without the words', async () => {
      hosted.faults.push({ call: 'write', when: 'after', error: lostAnswer(true) });
      await expect(execute(about)).rejects.toThrow('no answer');
      await erase();
      expect(await untilAnswered(about)).toEqual({ outcome: 'executed' });
      expect(await there(tasks)).toHaveLength(1);
      expect(await rows(tasks)).toEqual([{ title: 'Call', body: null, owner_id: 'U1' }]);
      expect(JSON.stringify(await gateway.sealer.openDeep(await ended()))).not.toContain('Quuxmarker');
    });

    it('enters the copy without the words when it was being sent', async () => {
      hosted.afterWrite = erase;
      expect(await execute(about)).toEqual({ outcome: 'executed' });
      expect(await rows(tasks)).toEqual([{ title: 'Call', body: null, owner_id: 'U1' }]);
      await synced();
      expect(JSON.stringify(await rows('select * from crm.change'))).not.toContain('Quuxmarker');
    });
  });
});
