import { manyInHubSpot, manyInSalesforce, type ManyAccounts } from '../../testing/hosted/many-accounts';
import type { CrmWrite } from '../index';

jest.setTimeout(60_000);

const ROWS = 230;
const AGENT = { by: 'tiering:company:1', cause: 'tiering:company:1' };
const STOP = new Error('the kill switch was thrown');

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
  const keys = (writes: readonly CrmWrite[]) => writes.map(({ key }) => key);
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
