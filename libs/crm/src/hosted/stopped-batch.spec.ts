import { Faults, type HttpFault } from '../../testing/hosted/faults';
import { manyInHubSpot, manyInSalesforce, type ManyAccounts } from '../../testing/hosted/many-accounts';
import { connectedHubSpot } from '../../testing/hubspot-server';
import { HostedConnector, HostedMapping, parseCrmMapping, ProcessWriteJournal, type CrmWrite } from '../index';

jest.setTimeout(60_000);

const ROWS = 230;
const AGENT = { by: 'tiering:company:1', cause: 'tiering:company:1' };
const STOP = new Error('the kill switch was thrown');

const keys = (writes: readonly CrmWrite[]) => writes.map(({ key }) => key);

/** Allows so many requests that begin to write. */
function allowing(requests: number): { mayBegin: () => Promise<void>; asked: () => number } {
  let asked = 0;
  const mayBegin = (): Promise<void> => ((asked += 1) > requests ? Promise.reject(STOP) : Promise.resolve());
  return { mayBegin, asked: () => asked };
}

describe.each([
  ['HubSpot', manyInHubSpot, 100],
  ['Salesforce', manyInSalesforce, 25],
] as const)('A batch that is stopped while it is sent to %s', (_, start, perRequest) => {
  let crm: ManyAccounts;
  beforeEach(async () => void (crm = await start(ROWS)));
  afterEach(() => crm.stop());

  const updates = (): CrmWrite[] =>
    crm.ids.map((id, n) => ({
      ...{ key: `execute:1:${n}`, type: 'account', id, operation: 'update' },
      ...{ set: { name: `D${n}` }, expect: { name: `C${n}` } },
    }));
  const names = (changed: number) => crm.ids.map((_id, n) => (n < changed ? `D${n}` : `C${n}`));

  it('sends no other request, says which writes have not begun, and sends them when it may', async () => {
    const writes = updates();
    const outcomes = await crm.connector.writeMany(writes, AGENT, allowing(2).mayBegin);
    const sent = 2 * perRequest;
    expect(crm.held()).toEqual(names(sent));
    expect(outcomes.slice(0, sent).filter(({ result }) => !result)).toEqual([]);
    expect(new Set(outcomes.slice(sent).map(({ error }) => error))).toEqual(new Set([STOP]));
    expect([...(await crm.connector.begun(keys(writes)))]).toEqual(keys(writes.slice(0, sent)));
    await crm.connector.writeMany(writes, AGENT);
    expect(crm.held()).toEqual(names(ROWS));
  });

  it('makes and deletes nothing where nothing may begin, and asks for each request', async () => {
    const { mayBegin, asked } = allowing(0);
    const made = ['x', 'y'].map((key): CrmWrite => ({
      key,
      type: 'account',
      id: 'new',
      operation: 'create',
      set: { name: key },
    }));
    const deleted = crm.ids
      .slice(0, 3)
      .map((id): CrmWrite => ({ key: `delete ${id}`, type: 'account', id, operation: 'delete', set: {} }));
    const outcomes = await crm.connector.writeMany([...made, ...deleted], AGENT, mayBegin);
    expect(outcomes.map(({ error }) => error)).toEqual(outcomes.map(() => STOP));
    expect(asked()).toBe(2);
    expect(await crm.connector.begun(keys([...made, ...deleted]))).toEqual(new Set());
    expect((await crm.connector.read('account', crm.ids)).size).toBe(ROWS);
  });
});

const DEALS = `
crm: hubspot
company: { currency: EUR, timeZone: Europe/Vienna }
records:
  opportunity:
    - object: deals
      fields: { name: dealname, nextStep: not_there }
stages: { field: dealstage, of: { default: { appointmentscheduled: 3.3 } } }
`;

it('keeps back what was stopped in HubSpot also where what follows the part that was sent fails', async () => {
  const faults = new Faults<HttpFault>();
  const { crm, server, clock, stop } = await connectedHubSpot({ faults });
  const deals = [0, 1, 2, 3].map((n) => server.people.create(101, 'deals', { dealname: `C${n}` }));
  const mapping = new HostedMapping(parseCrmMapping(DEALS));
  const connector = new HostedConnector({ crm, mapping, timing: clock, journal: new ProcessWriteJournal() });
  const writes = deals.map(({ id }, n): CrmWrite => ({
    ...{ key: `execute:1:${n}`, type: 'opportunity', id, operation: 'update', expect: { name: `C${n}` } },
    // Refused for one value, the batch goes again in halves.
    set: { name: `D${n}`, ...(n === 3 ? { nextStep: 'x' } : {}) },
  }));
  let stopped = false;
  const mayBegin = (): Promise<void> => (stopped ? Promise.reject(STOP) : Promise.resolve());
  const isUpdate = (path: string): boolean => path.endsWith('/deals/batch/update');
  server.beforeNext(isUpdate, async () => {
    server.beforeNext(isUpdate, async () => {
      stopped = true;
      server.people.archive(101, 'deals', deals[1]!.id);
      faults.next('unavailable-before', (path) => /\/deals(\/batch\/read)?$/.test(path));
    });
  });
  const names = () => deals.map(({ properties }) => properties.get('dealname'));
  try {
    const outcomes = await connector.writeMany(writes, AGENT, mayBegin);
    expect(outcomes.map(({ error }) => error === STOP)).toEqual([false, false, true, true]);
    expect(outcomes[0]!.error).toMatchObject({ name: 'CrmUnavailable', mayHaveHappened: true });
    expect([...(await connector.begun(keys(writes)))]).toEqual(keys(writes.slice(0, 2)));
    const again = await connector.writeMany(writes, AGENT, mayBegin);
    expect(again.map(({ error }) => error === STOP)).toEqual([false, false, true, true]);
    expect(names()).toEqual(['D0', 'C1', 'C2', 'C3']);
  } finally {
    await stop();
  }
});
