import { ANN, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { CrmForbidden } from '../hosted/errors';
import type { HostedWrite } from '../hosted/port';
import type { SalesforceCrm } from './salesforce-crm';

const DEAL = { Name: 'Deal', StageName: 'Qualification', CloseDate: '2026-06-30' };

describe('creating records in Salesforce', () => {
  let org: RunningOrg;
  let crm: SalesforceCrm;
  beforeEach(async () => {
    org = await startOrg();
    crm = org.connect();
  });
  afterEach(() => org.stop());

  const create = (key: string, values: HostedWrite['values'] = DEAL): HostedWrite => ({
    ...{ object: 'Opportunity', operation: 'create', id: null, key, values },
  });
  const row = (id: string) => org.server.rows('Opportunity').find((candidate) => candidate['Id'] === id)!;

  it('makes a record once, however often its creation is repeated', async () => {
    const [first] = await crm.write([create('k1')], 'approval');
    expect(await org.connect().write([create('k1')], 'approval')).toEqual([first]);
    expect(org.server.rows('Opportunity')).toHaveLength(1);
  });

  it('leaves alone what people changed since the first creation, and does not bring back what they deleted', async () => {
    const [first] = await crm.write([create('k1')], 'approval');
    const id = (first as { id: string }).id;
    org.server.editAs(ANN, 'Opportunity', id, { Name: "Ann's deal" });
    await crm.write([create('k1')], 'approval');
    expect(row(id)['Name']).toBe("Ann's deal");
    org.server.deleteAs(ANN, 'Opportunity', id);
    expect(await crm.write([create('k1')], 'approval')).toEqual([{ outcome: 'gone' }]);
    expect(org.server.rows('Opportunity')).toHaveLength(1);
  });

  it.each(['unavailable-after', 'dropped-after', 'timeout-after'] as const)(
    'leaves the outcome open after a creation that took effect and was not answered (%s), and finds it on repetition',
    async (fault) => {
      const impatient = org.connect({ timeoutMs: 2000 });
      await impatient.limits();
      org.server.faults.next(fault, (path) => path.includes('/composite/sobjects/'));
      await expect(impatient.write([create('k1')], 'approval')).rejects.toMatchObject({ mayHaveHappened: true });
      expect(await crm.write([create('k1')], 'approval')).toMatchObject([{ outcome: 'written' }]);
      expect(org.server.rows('Opportunity')).toHaveLength(1);
    },
  );

  it('creates many records whose keys are long', async () => {
    const keys = Array.from({ length: 60 }, (_, n) => `${n}-`.padEnd(250, 'k'));
    expect(
      await crm.write(
        keys.map((key) => create(key)),
        'background',
      ),
    ).toHaveLength(60);
    expect(
      await crm.write(
        keys.map((key) => create(key)),
        'background',
      ),
    ).toHaveLength(60);
    expect(org.server.rows('Opportunity')).toHaveLength(60);
  });

  it('does not create where no external id field can carry the key', async () => {
    const other = org.connect({ externalIdField: 'Missing__c' });
    await expect(other.write([create('k1')], 'approval')).rejects.toMatchObject({
      name: 'CrmForbidden',
      code: 'NO_EXTERNAL_ID_FIELD',
    });
    await expect(other.write([create('k1')], 'approval')).rejects.toBeInstanceOf(CrmForbidden);
  });
});
