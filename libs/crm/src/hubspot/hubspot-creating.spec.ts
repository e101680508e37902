import { Faults, type HttpFault } from '../../testing/hosted/faults';
import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { CrmForbidden } from '../hosted/errors';
import type { HostedValues, HostedWrite } from '../hosted/port';

const ANN = 101;
jest.setTimeout(60_000);
let hubspot: ConnectedHubSpot;
afterEach(() => hubspot.stop());

const create = (object: string, key: string, values: HostedValues): HostedWrite => ({
  object,
  operation: 'create',
  id: null,
  key,
  values,
});
const value = (object: string, id: string, name: string) =>
  hubspot.server.account.records.find(object, id)!.properties.get(name);
const count = (object: string) => hubspot.server.account.records.all(object).length;

describe('Creating in HubSpot', () => {
  it('makes one record of a create that is sent again, and leaves what people changed since', async () => {
    hubspot = await connectedHubSpot();
    const write = create('deals', 'key-1', { dealname: 'From an agent' });
    const [first] = await hubspot.crm.write([write], 'approval');
    const { id } = first as { id: string };
    hubspot.server.people.editAs(ANN, 'deals', id, { dealname: 'Renamed by Ann' });
    expect(
      await hubspot.crm.write([write, create('deals', 'key-2', { dealname: 'Another' })], 'approval'),
    ).toMatchObject([{ outcome: 'written', id }, { outcome: 'written' }]);
    expect([count('deals'), value('deals', id, 'dealname')]).toEqual([2, 'Renamed by Ann']);
    hubspot.server.people.archive(ANN, 'deals', id);
    expect(await hubspot.crm.write([write], 'approval')).toEqual([{ outcome: 'gone' }]);
    expect(count('deals')).toBe(2);
  });

  it.each([
    'unavailable-after',
    'dropped-after',
    'timeout-after',
    'unavailable-before',
    'dropped-before',
    'timeout-before',
  ] as const)('leaves the outcome open after %s, and settles it by the same key', async (fault) => {
    const faults = new Faults<HttpFault>();
    hubspot = await connectedHubSpot({ faults, crm: { timeoutMs: 200 } });
    faults.next(fault, (path) => path.endsWith('/upsert'));
    const write = create('deals', 'key-1', { dealname: 'Once' });
    const failed = hubspot.crm.write([write], 'approval');
    await expect(failed).rejects.toMatchObject({ name: 'CrmUnavailable', mayHaveHappened: true });
    expect(count('deals')).toBe(fault.endsWith('after') ? 1 : 0);
    await hubspot.crm.write([write], 'approval');
    expect(count('deals')).toBe(1);
  });

  it('creates nothing that names a record which is not there, and the rest of the batch all the same', async () => {
    hubspot = await connectedHubSpot();
    const gone = hubspot.server.people.create(ANN, 'companies', { name: 'Gone' }).id;
    hubspot.server.people.archive(ANN, 'companies', gone);
    const outcomes = await hubspot.crm.write(
      [
        create('deals', 'k', { dealname: 'D', 'associations.companies': ['4711'] }),
        create('deals', 'l', { dealname: 'E' }),
        create('deals', 'm', { dealname: 'F', 'associations.companies': [gone] }),
      ],
      'approval',
    );
    const refused = { outcome: 'refused', code: 'OBJECT_NOT_FOUND', field: 'associations.companies' };
    expect(outcomes).toMatchObject([refused, { outcome: 'written' }, refused]);
    expect(count('deals')).toBe(1);
  });

  it('takes back what it created when the record to associate goes in between, but not what was there before', async () => {
    hubspot = await connectedHubSpot();
    const { people, account } = hubspot.server;
    const company = people.create(ANN, 'companies', { name: 'Going' }).id;
    const write = create('deals', 'k', { dealname: 'D', 'associations.companies': [company] });
    hubspot.server.beforeNext(
      (path) => path.endsWith('/upsert'),
      async () => people.archive(ANN, 'companies', company),
    );
    const [outcome] = await hubspot.crm.write([write], 'approval');
    const [made] = account.records.all('deals');
    expect(outcome).toMatchObject({
      outcome: 'refused',
      field: 'associations.companies',
      message: expect.stringContaining(`created as ${made!.id} and archived again`),
    });
    expect(account.live('deals', made!.id)).toBeFalsy();

    const { id } = people.create(ANN, 'deals', { dealname: 'Earlier', salesagent_key: 'l' });
    expect(await hubspot.crm.write([{ ...write, key: 'l' }], 'approval')).toEqual([{ outcome: 'written', id }]);
    expect(account.live('deals', id)).toBeTruthy();
  });

  it('finishes the primary company that an earlier attempt did not come to, unless people chose another', async () => {
    const faults = new Faults<HttpFault>();
    hubspot = await connectedHubSpot({ faults });
    const { people, account } = hubspot.server;
    const [own, other] = ['Own', 'Other'].map((name) => people.create(ANN, 'companies', { name }).id);
    const write = create('deals', 'k', { dealname: 'D', 'associations.companies': [own!] });
    faults.next('unavailable-before', (path) => path.endsWith('/deals/companies/batch/create'));
    await expect(hubspot.crm.write([write], 'approval')).rejects.toMatchObject({ mayHaveHappened: true });
    const [made] = account.records.all('deals');
    const { id } = made!;
    const primary = () => account.associations.primaryOf('deals', id, 'companies');
    expect(primary()).toBeFalsy();
    await hubspot.crm.write([write], 'approval');
    expect(primary()).toBe(own);

    const move: HostedWrite = { object: 'deals', operation: 'update', id, key: 'm', values: {} };
    const to = (company: string | null) => ({ ...move, values: { 'associations.companies': company } });
    await hubspot.crm.write([to(other!)], 'approval');
    await hubspot.crm.write([write], 'approval');
    expect(primary()).toBe(other);

    await hubspot.crm.write([to(null)], 'approval');
    faults.next('unavailable-before', (path) => path.endsWith('/deals/companies/batch/create'));
    await expect(hubspot.crm.write([to(own!)], 'approval')).rejects.toMatchObject({ mayHaveHappened: true });
    await hubspot.crm.write([to(own!)], 'approval');
    expect(primary()).toBe(own);
  });

  it('says what to do when the key property is missing, and creates it on request', async () => {
    hubspot = await connectedHubSpot({ crm: { keyProperty: 'agent_key' } });
    const failed = hubspot.crm.write([create('deals', 'k', {})], 'approval');
    await expect(failed).rejects.toBeInstanceOf(CrmForbidden);
    await expect(failed).rejects.toThrow('→ give "deals" a single-line text property "agent_key"');
    await hubspot.crm.createKeyProperty('deals');
    await hubspot.crm.createKeyProperty('deals');
    expect(await hubspot.crm.write([create('deals', 'k', {})], 'approval')).toMatchObject([{ outcome: 'written' }]);
  });
});
