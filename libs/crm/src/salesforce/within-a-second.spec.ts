import { ANN, BOB, startOrg } from '../../testing/salesforce-server/an-org';
import { RecordConflict } from '../errors';
import type { HostedWrite } from '../hosted/port';
import { AGENT, type ContractWorld } from '../../testing/contract';
import { salesforceWorld } from '../../testing/salesforce-world';
import { writeOne } from '../../testing/write-one';

/** BillingCity, the account's city, has no history: what a write of ours takes away there nobody can give back. */
describe('a field without history tracking, in Salesforce', () => {
  let world: ContractWorld;
  beforeEach(async () => (world = await salesforceWorld()));
  afterEach(() => world.stop());

  const write = (id: string, key: string, city: string, expected: string) =>
    writeOne(
      world.connector,
      { key, type: 'account', id, operation: 'update', set: { city }, expect: { city: expected } },
      AGENT,
    );
  const city = async (id: string) => (await world.held('account', id, ['city']))!['city'];

  it('keeps what a person enters in the same second as a change before, between our reading and our writing', async () => {
    const id = await world.people.create('account', { name: 'Acme', city: 'Graz' });
    world.beforeNextWrite!(() => world.people.edit('account', id, { city: 'Linz' }));
    await expect(write(id, 'k1', 'Wien', 'Graz')).rejects.toThrow(RecordConflict);
    expect(await city(id)).toBe('Linz');
  });

  it('is written once that second is over', async () => {
    const id = await world.people.create('account', { name: 'Acme', city: 'Graz' });
    await world.people.edit('account', id, { city: 'Linz' });
    expect(await write(id, 'k2', 'Wien', 'Linz')).toMatchObject({ after: { city: 'Wien' }, restored: {} });
    expect(await city(id)).toBe('Wien');
    expect(await write(id, 'k3', 'Bregenz', 'Wien')).toMatchObject({ after: { city: 'Bregenz' } });
  });

  it('keeps what a person enters in that second also where somebody else reads before we write', async () => {
    const org = await startOrg();
    try {
      const [crm, selection] = [org.connect(), { object: 'Account', fields: ['BillingCity'] }];
      const id = org.server.createAs(ANN, 'Account', { Name: 'Acme', BillingCity: 'Graz' });
      const [decidedOn] = await crm.read(selection, [id], 'approval');
      org.server.editAs(BOB, 'Account', id, { BillingCity: 'Linz' });
      await org.clock.advance(5_000);
      // A preview, or the sync.
      const [later] = await crm.read(selection, [id], 'background');
      expect(later!.modifiedAt).toEqual(decidedOn!.modifiedAt);
      const write: HostedWrite = {
        ...{ object: 'Account', operation: 'update', id, key: 'k4', values: { BillingCity: 'Wien' } },
        unchangedSince: decidedOn!.modifiedAt,
      };
      expect(await crm.write([write], 'approval')).toEqual([{ outcome: 'changed-since' }]);
      expect(org.server.rows('Account')).toMatchObject([{ BillingCity: 'Linz' }]);
    } finally {
      await org.stop();
    }
  });
});
