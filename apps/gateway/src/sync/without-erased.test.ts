import { Tombstones } from '@salesagent/sealing';
import { TODAY } from '../../testing/gateway-database';
import type { HostedCrmForTests } from '../../testing/hosted-crm';
import { hostedScene } from '../../testing/hosted-scene';
import { Erasure } from '../personal-data/erasure';

async function twoContacts(crm: HostedCrmForTests): Promise<void> {
  await crm.person('U1', 'account', 'A1', { name: 'Acme' });
  for (const id of ['C1', 'C2']) await crm.person('U1', 'contact', id, { name: `${id} Quuxmarker`, accountId: 'A1' });
}

describe('pages of a hosted CRM that tell of erased people', () => {
  const scene = hostedScene(twoContacts);
  afterEach(() => jest.restoreAllMocks());

  const erase = (ref: string) => {
    const { store, sealer, database } = scene.parts().gateway;
    const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
    return erasure.erase({ ref, by: 'operations', reason: 'request 17' });
  };
  const told = async (id: string, title: string): Promise<void> => {
    const { hosted, sync } = scene.parts();
    await hosted.person('U1', 'contact', id, { title });
    await sync.step();
  };
  const names = () => scene.rows('select id, name, title from crm.contact order by id');

  it('have them looked up once, and again as soon as somebody else is erased', async () => {
    await erase('contact/C1');
    const load = jest.spyOn(Tombstones, 'load');
    for (const title of ['CFO', 'CEO', 'COO']) await told('C1', title);
    expect(load).toHaveBeenCalledTimes(1);
    expect(await names()).toEqual([
      { id: 'C1', name: '[erased]', title: 'COO' },
      { id: 'C2', name: 'C2 Quuxmarker', title: null },
    ]);
    await erase('contact/C2');
    await told('C2', 'CIO');
    expect(await names()).toEqual([
      { id: 'C1', name: '[erased]', title: 'COO' },
      { id: 'C2', name: '[erased]', title: 'CIO' },
    ]);
  });
});
