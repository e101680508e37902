import { manyInHubSpot, manyInSalesforce, type ManyAccounts } from '../../testing/hosted/many-accounts';
import type { CrmWrite } from '../index';

jest.setTimeout(60_000);

const ROWS = 1_000;
/** As many as gateway sends and enters together. */
const TOGETHER = 100;
const AGENT = { by: 'tiering:company:1', cause: 'tiering:company:1' };

/**
 * Requests for a hundred updates, by the sizes that the references give: records read, written, and read back; between
 * these HubSpot is asked whether they were changed since, Salesforce says so itself.
 */
const OF_A_HUNDRED = {
  // Batches of 100, of 50 with history.
  HubSpot: { read: 1, lookedAt: 1, written: 1, history: 2, readBack: 1 },
  // A query of ids up to 8,000 characters, 25 subrequests in a Composite request.
  Salesforce: { read: 1, lookedAt: 0, written: 4, history: 1, readBack: 1 },
};

describe.each([
  ['HubSpot', manyInHubSpot, OF_A_HUNDRED.HubSpot],
  ['Salesforce', manyInSalesforce, OF_A_HUNDRED.Salesforce],
] as const)(`A batch of ${ROWS} rows in %s`, (name, start, perHundred) => {
  let crm: ManyAccounts;
  beforeAll(async () => void (crm = await start(ROWS)));
  afterAll(() => crm.stop());

  it('costs the requests that the documented sizes of batches ask for', async () => {
    const { connector, ids, requests, held } = crm;
    const before = requests();
    for (let at = 0; at < ROWS; at += TOGETHER) {
      const some = ids.slice(at, at + TOGETHER);
      const writes = some.map((id, n): CrmWrite => {
        const [set, expect] = [{ name: `D${at + n}` }, { name: `C${at + n}` }];
        return { key: `execute:1:${at + n}`, type: 'account', id, operation: 'update', set, expect };
      });
      const outcomes = await connector.writeMany(writes, AGENT);
      expect(outcomes.filter(({ result }) => !result)).toEqual([]);
      await connector.read('account', some);
    }
    const asked = requests() - before;
    process.stdout.write(`${name}: ${asked} requests for ${ROWS} rows\n`);
    const most = Object.values(perHundred).reduce((sum, one) => sum + one, 0);
    expect(asked).toBeLessThanOrEqual((ROWS / 100) * most);
    expect(held()).toEqual(ids.map((_, n) => `D${n}`));
  });
});
