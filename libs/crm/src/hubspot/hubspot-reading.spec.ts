import { connectedHubSpot, signedInHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import type { HostedPage, HostedRecord, Selection } from '../hosted/port';

const DEALS: Selection = {
  object: 'deals',
  fields: ['dealname', 'amount', 'dealstage', 'associations.companies', 'associations.contacts'],
};
const ANN = 101;

jest.setTimeout(60_000);
let hubspot: ConnectedHubSpot;
afterEach(() => hubspot.stop());

async function everything(read: (cursor: string | null) => Promise<HostedPage>, from: string | null = null) {
  const records: HostedRecord[] = [];
  let page: HostedPage = { records: [], cursor: from ?? '', more: true };
  for (let cursor = from; page.more; cursor = page.cursor) {
    page = await read(cursor);
    records.push(...page.records);
  }
  return { records, cursor: page.cursor };
}

const changes = (selections: readonly Selection[], cursor: string) =>
  everything((at) => hubspot.crm.changesSince(selections, at!), cursor);

describe('Reading HubSpot', () => {
  it('describes properties as fields, stages with their pipeline, associations and owners', async () => {
    hubspot = await connectedHubSpot();
    const [deals, owners, ...more] = await hubspot.crm.describe(['deals', 'owners', '2-404']);
    const field = (name: string) => deals!.fields.find((one) => one.name === name)!;
    expect(more).toEqual([]);
    expect(field('amount').type).toBe('money');
    expect(field('closedate').type).toBe('instant');
    expect(field('description').type).toBe('long-text');
    expect(field('hubspot_owner_id')).toMatchObject({ type: 'reference', references: ['owners'] });
    expect(field('hs_deal_stage_probability')).toMatchObject({ createable: false, updateable: false });
    expect(field('salesagent_key')).toMatchObject({ unique: true, custom: true });
    expect(field('associations.companies')).toMatchObject({ type: 'reference', references: ['companies'] });
    expect(field('dealstage').options).toContainEqual({
      value: 'closedwon',
      label: 'Closed Won',
      active: true,
      pipeline: 'default',
      closed: true,
      won: true,
      probability: 1,
    });
    expect(field('dealstage').options).toContainEqual(
      expect.objectContaining({ value: 'closedlost', closed: true, won: false }),
    );
    expect(owners!.fields.map(({ name }) => name)).toContain('email');
  });

  it('backfills every live record with its associations, the primary company first, and goes on from a cursor', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const [first, second] = ['Acme', 'Globex'].map((name) => people.create(ANN, 'companies', { name }).id);
    const ids = Array.from(
      { length: 250 },
      (_, index) => people.create(ANN, 'deals', { dealname: `Deal ${index}`, amount: '' }).id,
    );
    people.associate(ANN, 'deals', ids[3]!, 'companies', first!);
    people.associate(ANN, 'deals', ids[3]!, 'companies', second!, true);
    people.archive(ANN, 'deals', ids[7]!);
    const begun = await hubspot.crm.backfill(DEALS, null);
    const rest = await everything((cursor) => hubspot.crm.backfill(DEALS, cursor), begun.cursor);
    const all = [...begun.records, ...rest.records];
    expect(all.map(({ id }) => id)).toEqual(ids.filter((id) => id !== ids[7]));
    expect(all[3]!.values).toMatchObject({
      dealname: 'Deal 3',
      amount: null,
      'associations.companies': [second, first],
      'associations.contacts': [],
    });
    expect(all[3]!.state).toBe('live');
  });

  it('reads by id what is live, deleted, merged or was never there', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((dealname) => people.create(ANN, 'deals', { dealname }).id);
    const heir = people.merge(ANN, 'deals', a!, b!);
    people.archive(ANN, 'deals', c!);
    const records = await hubspot.crm.read(DEALS, [a!, c!, d!, '999999'], 'background');
    expect(records.map(({ id, state, mergedInto }) => [id, state, mergedInto])).toEqual(
      expect.arrayContaining([
        [a, 'merged', heir.id],
        [c, 'deleted', undefined],
        [d, 'live', undefined],
      ]),
    );
    expect(records).toHaveLength(3);
  });

  it('names the remedy when the mapping reads an object that the account does not have', async () => {
    hubspot = await connectedHubSpot({
      server: { signIn: signedInHubSpot({ scopes: ['crm.objects.custom.read'] }) },
    });
    const failed = hubspot.crm.backfill({ object: '2-404', fields: [] }, null);
    await expect(failed).rejects.toMatchObject({ name: 'CrmForbidden', remedy: expect.stringContaining('crm check') });
  });

  it('reads owners, also those who left', async () => {
    hubspot = await connectedHubSpot({ crm: { deletionsEveryMs: 0 } });
    const owners: Selection = { object: 'owners', fields: ['email', 'userId'] };
    const owner = (id: string, archived: boolean, at: Date) => ({
      id,
      email: `${id}@acme.example`,
      type: 'PERSON' as const,
      firstName: 'Ann',
      lastName: 'Lee',
      userId: ANN,
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      archived,
    });
    const cursor = await hubspot.crm.position([owners]);
    hubspot.server.account.owners.push(owner('1', false, hubspot.clock.now()), owner('2', true, hubspot.clock.now()));
    const backfilled = await hubspot.crm.backfill(owners, null);
    expect(backfilled.records.map(({ id, values }) => [id, values.email])).toEqual([['1', '1@acme.example']]);
    const { records } = await changes([owners], cursor);
    expect(records.map(({ id, state }) => [id, state])).toEqual([
      ['1', 'live'],
      ['2', 'deleted'],
    ]);
  });
});
