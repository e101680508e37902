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

  it('says so when a record was created but not what it should be associated with', async () => {
    hubspot = await connectedHubSpot();
    const write = create('deals', 'k', { dealname: 'D', 'associations.companies': ['4711'] });
    const [outcome] = await hubspot.crm.write([write], 'approval');
    const { id } = hubspot.server.account.records.all('deals')[0]!;
    expect(outcome).toMatchObject({
      outcome: 'refused',
      field: 'associations.companies',
      message: expect.stringContaining(`created as ${id}`),
    });
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
