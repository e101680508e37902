import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import type { HostedWrite } from '../hosted/port';

const ANN = 101;
const DEALS = 100;
const SELECTION = { object: 'deals', fields: ['associations.companies'] };

describe('associations of many records in HubSpot', () => {
  let hubspot: ConnectedHubSpot;
  let companies: string[];
  beforeEach(async () => {
    hubspot = await connectedHubSpot();
    companies = ['A', 'B'].map((name) => hubspot.server.people.create(ANN, 'companies', { name }).id);
  });
  afterEach(() => hubspot.stop());

  /** Requests about associations since, by what they do. */
  async function counted(work: () => Promise<void>): Promise<Record<string, number>> {
    const before = hubspot.server.requests.length;
    await work();
    const counts: Record<string, number> = {};
    for (const request of hubspot.server.requests.slice(before)) {
      const [, does] = /associations\/deals\/companies\/batch\/(.+)$/.exec(request) ?? [];
      if (does) counts[does] = (counts[does] ?? 0) + 1;
    }
    return counts;
  }
  const createAll = async () => {
    const writes = Array.from({ length: DEALS }, (_, n): HostedWrite => ({
      ...{ object: 'deals', operation: 'create', id: null, key: `k${n}` },
      values: { dealname: `D${n}`, 'associations.companies': [companies[0]!] },
    }));
    return (await hubspot.crm.write(writes, 'approval')).map((outcome) => (outcome as { id: string }).id);
  };
  const moving = (ids: readonly string[], to: (n: number) => string | null): HostedWrite[] =>
    ids.map((id, n) => ({
      ...{ object: 'deals', operation: 'update', id, key: `m${n}` },
      values: { 'associations.companies': to(n) },
    }));
  const companiesOf = async (ids: readonly string[]) =>
    new Map(
      (await hubspot.crm.read(SELECTION, ids, 'approval')).map(({ id, values }) => [id, Object.values(values)[0]]),
    );
  const all = (ids: readonly string[], held: string[]) => new Map(ids.map((id) => [id, held]));

  it('are made, changed and removed a hundred records at a time', async () => {
    let ids: string[] = [];
    expect(await counted(async () => void (ids = await createAll()))).toEqual({
      ...{ read: 1, 'associate/default': 1, create: 1 },
    });
    expect(await companiesOf(ids)).toEqual(all(ids, [companies[0]!]));
    const move = async (to: string | null) =>
      void (await hubspot.crm.write(
        moving(ids, () => to),
        'approval',
      ));
    expect(await counted(() => move(companies[1]!))).toEqual({
      ...{ read: 1, 'associate/default': 1, create: 1, archive: 1 },
    });
    expect(await companiesOf(ids)).toEqual(all(ids, [companies[1]!]));
    expect(await counted(() => move(companies[1]!))).toEqual({ read: 1 });
    expect(await counted(() => move(null))).toEqual({ read: 1, archive: 1 });
    expect(await companiesOf(ids)).toEqual(all(ids, []));
  });

  it('are refused of the one record whose company is gone, and made of all others', async () => {
    const ids = await createAll();
    const outcomes = await hubspot.crm.write(
      moving(ids, (n) => (n === 37 ? '4711' : companies[1]!)),
      'approval',
    );
    expect(outcomes.flatMap(({ outcome }, n) => (outcome === 'written' ? [] : [[n, outcome]]))).toEqual([
      [37, 'refused'],
    ]);
    const expected = all(ids, [companies[1]!]).set(ids[37]!, [companies[0]!]);
    expect(await companiesOf(ids)).toEqual(expected);
  });

  it('are not begun where nothing may begin', async () => {
    const ids = await createAll();
    const stopped = new Error('stopped');
    const outcomes = await hubspot.crm.write(
      moving(ids, () => companies[1]!),
      'approval',
      () => Promise.reject(stopped),
    );
    expect(outcomes).toEqual(ids.map(() => ({ outcome: 'not-begun', error: stopped })));
    expect(await companiesOf(ids)).toEqual(all(ids, [companies[0]!]));
  });
});
