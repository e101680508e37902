import { ToldQuota } from '../../testing/hosted/told-quota';
import { ANN, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { QuotaExhausted } from '../hosted/errors';

const ACCOUNTS = { object: 'Account', fields: ['Name'] };
const DAILY = 80;
const RESERVE = 20;

describe('the limit of requests in 24 hours', () => {
  let org: RunningOrg;
  beforeEach(async () => (org = await startOrg({ dailyRequests: DAILY })));
  afterEach(() => org.stop());

  it('is never asked past: background work stops first, approvals go on, and both go on a day later', async () => {
    const id = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    const quota = new ToldQuota(RESERVE);
    const crm = org.connect({ quota });
    const background = async () => {
      for (let n = 0; n < DAILY * 2; n += 1) await crm.read(ACCOUNTS, [id], 'background');
    };
    await expect(background()).rejects.toBeInstanceOf(QuotaExhausted);
    expect(org.server.limits.used()).toBe(DAILY - RESERVE);

    const write = { object: 'Account', operation: 'update', id, key: 'k', values: { Name: 'Acme Ltd' } } as const;
    expect(await crm.write([write], 'approval')).toMatchObject([{ outcome: 'written' }]);
    const approvals = async () => {
      for (let n = 0; n < DAILY; n += 1) await crm.write([write], 'approval');
    };
    await expect(approvals()).rejects.toBeInstanceOf(QuotaExhausted);
    expect(org.server.limits.used()).toBe(DAILY);
    expect(org.server.limits.refused).toBe(0);

    await org.clock.advance(25 * 3_600_000);
    quota.forget('DailyApiRequests');
    expect(await crm.read(ACCOUNTS, [id], 'background')).toHaveLength(1);
  });

  it('counts what other applications use, as each answer tells', async () => {
    const quota = new ToldQuota(RESERVE);
    const crm = org.connect({ quota });
    await crm.limits();
    org.server.limits.spend(DAILY - RESERVE - 4);
    await crm.limits();
    expect(await crm.limits()).toContainEqual(expect.objectContaining({ name: 'DailyApiRequests', limit: DAILY }));
    await crm.limits();
    await expect(crm.limits()).rejects.toBeInstanceOf(QuotaExhausted);
    expect(org.server.limits.refused).toBe(0);
  });
});
