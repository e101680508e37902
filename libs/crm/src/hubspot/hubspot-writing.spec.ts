import { connectedHubSpot, type ConnectedHubSpot } from '../../testing/hubspot-server';
import { CrmUnavailable, QuotaExhausted } from '../hosted/errors';
import type { HostedValues, HostedWrite } from '../hosted/port';
import { HUBSPOT_BUCKETS } from './buckets';

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
const update = (object: string, id: string, values: HostedValues, more: Partial<HostedWrite> = {}): HostedWrite => ({
  object,
  operation: 'update',
  id,
  key: `u-${id}`,
  values,
  ...more,
});
const value = (object: string, id: string, name: string) =>
  hubspot.server.account.records.find(object, id)!.properties.get(name);
const editsOf = async (id: string, fields: string[], since: Date) =>
  (await hubspot.crm.editsSince('deals', [{ id, since }], fields)).get(id) ?? [];
const sent = (part: string) => hubspot.server.requests.filter((one) => one.includes(part)).length;

describe('Writing to HubSpot', () => {
  it('sends one batch for a hundred, and clears with an empty value', async () => {
    hubspot = await connectedHubSpot();
    const ids = Array.from(
      { length: 130 },
      () => hubspot.server.people.create(ANN, 'deals', { dealname: 'x', amount: '1' }).id,
    );
    const outcomes = await hubspot.crm.write(
      ids.map((id) => update('deals', id, { amount: null, dealname: 'y' })),
      'approval',
    );
    expect(outcomes).toEqual(ids.map((id) => ({ outcome: 'written', id })));
    expect(sent('/batch/update')).toBe(2);
    expect([value('deals', ids[0]!, 'amount'), value('deals', ids[129]!, 'dealname')]).toEqual(['', 'y']);
  });

  it('says of each write in a batch what became of it', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const [a, b, c, d, e] = ['A', 'B', 'C', 'D', 'E'].map((dealname) => people.create(ANN, 'deals', { dealname }).id);
    const heir = people.merge(ANN, 'deals', c!, d!);
    people.archive(ANN, 'deals', e!);
    const outcomes = await hubspot.crm.write(
      [
        update('deals', a!, { dealname: 'A2' }),
        update('deals', b!, { dealstage: 'nowhere' }),
        update('deals', c!, { dealname: 'C2' }),
        update('deals', e!, { dealname: 'E2' }),
        update('deals', heir.id, { amount: '12' }),
      ],
      'approval',
    );
    expect(outcomes).toEqual([
      { outcome: 'written', id: a },
      { outcome: 'refused', code: 'INVALID_OPTION', message: expect.stringContaining('nowhere'), field: 'dealstage' },
      { outcome: 'gone', mergedInto: heir.id },
      { outcome: 'gone' },
      { outcome: 'written', id: heir.id },
    ]);
    expect(value('deals', a!, 'dealname')).toBe('A2');
  });

  it('names a field that may not be written, and one that is not there', async () => {
    hubspot = await connectedHubSpot();
    const { id } = hubspot.server.people.create(ANN, 'deals', {});
    const outcomes = await hubspot.crm.write(
      [update('deals', id, { createdate: '2026-01-01' }), update('deals', id, { nothing: 'x' })],
      'approval',
    );
    expect(outcomes).toMatchObject([
      { outcome: 'refused', code: 'READ_ONLY_VALUE', field: 'createdate' },
      { outcome: 'refused', code: 'PROPERTY_DOESNT_EXIST', field: 'nothing' },
    ]);
  });

  it('refuses a write when the record changed after it was decided, as far as looking just before can tell', async () => {
    hubspot = await connectedHubSpot();
    const { id } = hubspot.server.people.create(ANN, 'deals', { dealname: 'seen' });
    const unchangedSince = hubspot.clock.now();
    await hubspot.clock.sleep(10);
    hubspot.server.people.editAs(ANN, 'deals', id, { dealname: 'by Ann' });
    expect(
      await hubspot.crm.write([update('deals', id, { dealname: 'ours' }, { unchangedSince })], 'approval'),
    ).toEqual([{ outcome: 'changed-since' }]);
    expect(value('deals', id, 'dealname')).toBe('by Ann');
  });

  it('knows that nothing happened when HubSpot cannot be reached at all', async () => {
    hubspot = await connectedHubSpot({ crm: { basePath: 'http://127.0.0.1:9' } });
    const failed = hubspot.crm.write([{ ...create('deals', 'k', {}), operation: 'delete', id: '1' }], 'approval');
    await expect(failed).rejects.toMatchObject({ mayHaveHappened: false });
    await expect(failed).rejects.toBeInstanceOf(CrmUnavailable);
  });

  it('associates: the primary company first, what is too many removed', async () => {
    hubspot = await connectedHubSpot();
    const [a, b] = ['A', 'B'].map((name) => hubspot.server.people.create(ANN, 'companies', { name }).id);
    const contact = hubspot.server.people.create(ANN, 'contacts', { email: 'x@y.z' }).id;
    const selection = { object: 'deals', fields: ['associations.companies', 'associations.contacts'] };
    const write = create('deals', 'k', {
      dealname: 'D',
      'associations.companies': [a!, b!],
      'associations.contacts': contact,
    });
    const [made] = await hubspot.crm.write([write], 'approval');
    const { id } = made as { id: string };
    const associated = async () => (await hubspot.crm.read(selection, [id], 'approval'))[0]!.values;
    expect(await associated()).toEqual({ 'associations.companies': [a, b], 'associations.contacts': [contact] });
    await hubspot.crm.write(
      [update('deals', id, { 'associations.companies': [b!], 'associations.contacts': null })],
      'approval',
    );
    expect(await associated()).toEqual({ 'associations.companies': [b], 'associations.contacts': [] });
    expect(value('deals', id, 'hs_primary_associated_company')).toBe(b);
    expect(
      await hubspot.crm.write([update('deals', id, { 'associations.companies': ['4711'] })], 'approval'),
    ).toMatchObject([{ outcome: 'refused', field: 'associations.companies' }]);
  });

  it('archives, and says nothing new of what is archived already', async () => {
    hubspot = await connectedHubSpot();
    const { id } = hubspot.server.people.create(ANN, 'deals', {});
    const write: HostedWrite = { object: 'deals', operation: 'delete', id, key: 'd', values: {} };
    expect(await hubspot.crm.write([write, write], 'approval')).toEqual([
      { outcome: 'written', id },
      { outcome: 'written', id },
    ]);
    expect(hubspot.server.account.records.find('deals', id)!.archivedAt).not.toBeNull();
  });

  it('does not archive what was changed after it was decided', async () => {
    hubspot = await connectedHubSpot();
    const [kept, gone] = ['kept', 'gone'].map(
      (dealname) => hubspot.server.people.create(ANN, 'deals', { dealname }).id,
    );
    const unchangedSince = hubspot.clock.now();
    await hubspot.clock.sleep(10);
    hubspot.server.people.editAs(ANN, 'deals', kept!, { dealname: 'by Ann' });
    const remove = (id: string): HostedWrite => ({
      ...{ object: 'deals', operation: 'delete', id, key: `d-${id}`, values: {}, unchangedSince },
    });
    expect(await hubspot.crm.write([remove(kept!), remove(gone!)], 'approval')).toEqual([
      { outcome: 'changed-since' },
      { outcome: 'written', id: gone },
    ]);
    const archived = [kept, gone].map((id) => hubspot.server.account.records.find('deals', id!)!.archivedAt !== null);
    expect(archived).toEqual([false, true]);
    expect(await hubspot.crm.write([remove(kept!)], 'approval')).toEqual([{ outcome: 'changed-since' }]);
    expect(sent('/batch/archive')).toBe(1);
  });

  it('leaves a batch open when the limit of the day is used up after a part of it was written', async () => {
    let left = Infinity;
    const take = async (bucket: string) => {
      if (bucket === HUBSPOT_BUCKETS.daily && (left -= 1) < 0) throw new QuotaExhausted(bucket, null);
    };
    hubspot = await connectedHubSpot({ crm: { quota: { take, told: async () => undefined } } });
    const ids = ['A', 'B'].map((dealname) => hubspot.server.people.create(ANN, 'deals', { dealname }).id);
    const [good, wrong] = [update('deals', ids[0]!, { dealname: 'A2' }), update('deals', ids[1]!, { amount: 'much' })];
    // The batch, which is refused as a whole, and its first half.
    left = 2;
    await expect(hubspot.crm.write([good, wrong], 'approval')).rejects.toMatchObject({ mayHaveHappened: true });
    expect(value('deals', ids[0]!, 'dealname')).toBe('A2');
    left = 0;
    await expect(hubspot.crm.write([good], 'approval')).rejects.toBeInstanceOf(QuotaExhausted);
  });

  it('tells from the history of properties who changed what, and which of it was ours', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const { id } = people.create(ANN, 'deals', { amount: '100' });
    const since = hubspot.clock.now();
    await hubspot.clock.sleep(1_000);
    people.editAs(ANN, 'deals', id, { amount: '200' });
    await hubspot.clock.sleep(1_000);
    await hubspot.crm.write([update('deals', id, { amount: '300' })], 'approval');
    people.editAsApplication('77', 'deals', id, { amount: '' });
    const edits = await editsOf(id, ['amount', 'associations.companies'], since);
    expect(edits.map(({ before, after, by, ours }) => [before, after, by, ours])).toEqual([
      ['100', '200', String(ANN), false],
      ['200', '300', null, true],
      ['300', null, null, false],
    ]);
    expect(await editsOf('999', ['amount'], since)).toEqual([]);
  });

  it('does not take for empty what was before the oldest value that the history shows', async () => {
    hubspot = await connectedHubSpot();
    const { people } = hubspot.server;
    const { id } = people.create(ANN, 'deals', { amount: '1' });
    for (let amount = 2; amount <= 30; amount += 1) people.editAs(ANN, 'deals', id, { amount: String(amount) });
    const edits = await editsOf(id, ['amount'], new Date(0));
    expect(edits[0]).toMatchObject({ before: '11', after: '12' });
    expect(edits.at(-1)).toMatchObject({ before: '29', after: '30' });
  });
});
