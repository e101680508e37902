import { ANN, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import type { SalesforceCrm } from './salesforce-crm';

const SELECTION = { object: 'Opportunity', fields: ['Name', 'StageName', 'Amount', 'CloseDate', 'IsWon', 'NextStep'] };
const DEAL = { StageName: 'Qualification', CloseDate: '2026-06-30' };

describe('the backfill of a Salesforce object', () => {
  let org: RunningOrg;
  beforeEach(async () => (org = await startOrg({ jobPageSize: 100 })));
  afterEach(() => org.stop());

  const seed = (count: number) => {
    for (let n = 0; n < count; n += 1)
      org.server.createAs(ANN, 'Opportunity', { ...DEAL, Name: `Deal "${n}", big`, Amount: n });
  };

  async function all(crm: SalesforceCrm, from: string | null = null): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    let cursor = from;
    for (;;) {
      const page = await crm.backfill(SELECTION, cursor);
      for (const record of page.records) found.set(record.id, record);
      cursor = page.cursor;
      if (!page.more) return found;
    }
  }

  it('gives every live record once, with values of the same types as a read', async () => {
    seed(250);
    org.server.deleteAs(ANN, 'Opportunity', String(org.server.rows('Opportunity')[7]!['Id']));
    const crm = org.connect();
    const found = await all(crm);
    expect(found.size).toBe(249);
    const [id, record] = [...found][3]!;
    expect(record).toEqual((await crm.read(SELECTION, [id], 'background'))[0]);
    expect(record).toMatchObject({ values: { Amount: 3, IsWon: false, NextStep: null, Name: 'Deal "3", big' } });
  });

  it('goes on after a crash with the job that ran, not with a new one', async () => {
    seed(250);
    const first = org.connect();
    const begun = await first.backfill(SELECTION, null);
    const page = await first.backfill(SELECTION, begun.cursor);
    expect(page.records).toHaveLength(100);
    const rest = await all(org.connect(), page.cursor);
    expect(rest.size).toBe(150);
    expect(org.server.requests.get('/services/data/v64.0/jobs/query')).toBe(1);
  });

  it('reads in the order of Id where the job failed', async () => {
    seed(250);
    org.server.jobs.failNext = true;
    expect((await all(org.connect({ backfillPageSize: 90 }))).size).toBe(250);
  });

  it('begins a new job when the old one is no longer kept', async () => {
    seed(250);
    const crm = org.connect();
    const begun = await crm.backfill(SELECTION, null);
    const page = await crm.backfill(SELECTION, begun.cursor);
    await org.clock.advance(8 * 24 * 3_600_000);
    expect((await all(crm, page.cursor)).size).toBe(250);
  });

  it('renews the token between two sets of results', async () => {
    seed(250);
    org.server.faults.next('token-expired', (path) => path.endsWith('/results'));
    expect((await all(org.connect())).size).toBe(250);
  });

  it('refuses a cursor of something else, and says what to do', async () => {
    await expect(org.connect().backfill(SELECTION, '{"after":"5"}')).rejects.toThrow(/start the backfill again/);
  });
});
