import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { CursorExpired } from '../hosted/errors';
import type { HostedPage, HostedRecord, Selection } from '../hosted/port';

const DEALS: Selection = {
  object: 'deals',
  fields: ['dealname', 'amount', 'dealstage', 'associations.companies', 'associations.contacts'],
};
const CONTACTS: Selection = { object: 'contacts', fields: ['email', 'firstname'] };
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

describe('Changes in HubSpot', () => {
  it('loses nothing of what changes at one instant, past the 10,000 results of a search', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const cursor = await hubspot.crm.position([CONTACTS]);
    await hubspot.clock.sleep(5_000);
    const ids = Array.from(
      { length: 10_300 },
      (_, index) => people.create(ANN, 'contacts', { firstname: `${index}` }).id,
    );
    await hubspot.clock.sleep(1);
    ids.push(people.create(ANN, 'contacts', { firstname: 'the next' }).id);
    const { records } = await changes([CONTACTS], cursor);
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set(ids));
    expect([...hubspot.server.limits.refused]).toEqual([]);
  });

  it('finds a change that the search index shows late, and reads the present value, not the indexed one', async () => {
    hubspot = await connectedHubSpot({ server: { indexLagMs: 30_000, seed: 5 } });
    const { people } = hubspot.server;
    const { id } = people.create(ANN, 'deals', { dealname: 'Old' });
    await hubspot.clock.sleep(120_000);
    let cursor = await hubspot.crm.position([DEALS]);
    people.editAs(ANN, 'deals', id, { dealname: 'New' });
    const seen: unknown[] = [];
    for (let poll = 0; poll < 12; poll += 1) {
      await hubspot.clock.sleep(5_000);
      const found = await changes([DEALS], cursor);
      seen.push(...found.records.map(({ values }) => values.dealname));
      cursor = found.cursor;
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(['New']));
  });

  it('loses nothing when a burst of changes fills pages while the index still lags', async () => {
    hubspot = await connectedHubSpot({ server: { indexLagMs: 30_000, seed: 7 }, crm: { overlapMs: 40_000 } });
    const { people } = hubspot.server;
    let { cursor } = await changes([CONTACTS], await hubspot.crm.position([CONTACTS]));
    const ids: string[] = [];
    for (let index = 0; index < 1_500; index += 1) {
      ids.push(people.create(ANN, 'contacts', { firstname: `${index}` }).id);
      await hubspot.clock.sleep(10);
    }
    const seen = new Set<string>();
    for (let poll = 0; poll < 10; poll += 1) {
      const found = await changes([CONTACTS], cursor);
      for (const { id } of found.records) seen.add(id);
      cursor = found.cursor;
      await hubspot.clock.sleep(6_000);
    }
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  });

  it('tells of deletions by the archived listing and of merges by the record that goes on', async () => {
    hubspot = await connectedHubSpot({ crm: { deletionsEveryMs: 0 } });
    const { people } = hubspot.server;
    const [a, b, c] = ['A', 'B', 'C'].map((dealname) => people.create(ANN, 'deals', { dealname }).id);
    const [kept, gone] = ['k@x.y', 'g@x.y'].map((email) => people.create(ANN, 'contacts', { email }).id);
    const cursor = await hubspot.crm.position([DEALS, CONTACTS]);
    await hubspot.clock.sleep(1_000);
    const heir = people.merge(ANN, 'deals', a!, b!);
    people.archive(ANN, 'deals', c!);
    people.merge(ANN, 'contacts', kept!, gone!);
    const { records } = await changes([DEALS, CONTACTS], cursor);
    const last = new Map(records.map((record) => [record.id, record]));
    expect(last.get(a!)).toMatchObject({ state: 'merged', mergedInto: heir.id });
    expect(last.get(b!)).toMatchObject({ state: 'merged', mergedInto: heir.id });
    expect(last.get(heir.id)).toMatchObject({ state: 'live', values: { dealname: 'A' } });
    expect(last.get(c!)).toMatchObject({ state: 'deleted' });
    expect(last.get(gone!)).toMatchObject({ state: 'merged', mergedInto: kept });
    expect(last.get(kept!)).toMatchObject({ state: 'live' });
  });

  it('asks to begin anew when the cursor is older than HubSpot keeps deleted records, or knows nothing of an object', async () => {
    hubspot = await connectedHubSpot();
    const cursor = await hubspot.crm.position([DEALS]);
    await expect(hubspot.crm.changesSince([DEALS, CONTACTS], cursor)).rejects.toThrow(CursorExpired);
    await expect(hubspot.crm.changesSince([DEALS], 'no cursor')).rejects.toThrow(CursorExpired);
    await hubspot.clock.sleep(91 * 86_400_000);
    await expect(hubspot.crm.changesSince([DEALS], cursor)).rejects.toThrow('90 days');
  });

  it('walks through what is archived no faster than a page a minute', async () => {
    hubspot = await connectedHubSpot({ crm: { deletionsEveryMs: 60_000 } });
    const { people } = hubspot.server;
    let { cursor } = await changes([DEALS], await hubspot.crm.position([DEALS]));
    for (let index = 0; index < 950; index += 1) people.archive(ANN, 'deals', people.create(ANN, 'deals', {}).id);
    const walks: number[] = [];
    for (let minute = 0; minute < 30; minute += 1) {
      await hubspot.clock.sleep(60_000);
      const before = hubspot.server.requests.length;
      ({ cursor } = await changes([DEALS], cursor));
      const pages = hubspot.server.requests.slice(before).filter((one) => one === 'GET /crm/v3/objects/deals').length;
      if (pages > 0) walks.push(minute);
    }
    expect(walks).toEqual([0, 9, 18, 27]);
  });
});
