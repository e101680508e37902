import { Tombstones } from '@salesagent/sealing';
import { gatewayDatabase, TODAY, type GatewayDatabase } from '../../testing/gateway-database';
import { hostedExecution, type HostedExecution } from '../../testing/hosted-execution';
import { HostedCrmForTests } from '../../testing/hosted-crm';
import { Erasure } from '../personal-data/erasure';

describe('pages of a hosted CRM that tell of erased people', () => {
  let gateway: GatewayDatabase;
  let hosted: HostedCrmForTests;
  let running: HostedExecution;
  beforeEach(async () => {
    gateway = await gatewayDatabase();
    hosted = await HostedCrmForTests.start();
    await hosted.person('U1', 'account', 'A1', { name: 'Acme' });
    for (const id of ['C1', 'C2'])
      await hosted.person('U1', 'contact', id, { name: `${id} Quuxmarker`, accountId: 'A1' });
    running = await hostedExecution(gateway, hosted);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await running.stop();
    await hosted.drop();
    await gateway.drop();
  });

  const erase = (ref: string) => {
    const { store, sealer, database } = gateway;
    const erasure = new Erasure({ pool: database.pool, store, sealer, clock: TODAY, changed: () => undefined });
    return erasure.erase({ ref, by: 'operations', reason: 'request 17' });
  };
  const told = async (id: string, title: string): Promise<void> => {
    await hosted.person('U1', 'contact', id, { title });
    await running.sync.step();
  };
  const names = async () => {
    const { rows } = await gateway.database.pool.query('select id, name, title from crm.contact order by id');
    return rows as unknown[];
  };

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
