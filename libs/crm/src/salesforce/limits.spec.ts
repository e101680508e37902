import { ANN, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { QuotaExhausted } from '../hosted/errors';
import { PacedQuota, ProcessDebts } from '../hosted/quota';
import type { Priority } from '../hosted/port';
import { SALESFORCE_LIMITS } from './limits';
import { REQUESTS } from './session';

const ACCOUNTS = { object: 'Account', fields: ['Name'] };
const DAILY = 80;

describe('the limit of requests in 24 hours', () => {
  let org: RunningOrg;
  let id: string;
  beforeEach(async () => {
    org = await startOrg({ dailyRequests: DAILY });
    id = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
  });
  afterEach(() => org.stop());

  const connected = () => {
    const limits = { ...SALESFORCE_LIMITS, [REQUESTS]: { limit: DAILY, perMs: 86_400_000 } };
    return org.connect({ quota: new PacedQuota(new ProcessDebts(), org.clock, limits) });
  };
  /** As often as it may at once; @returns how many requests that were */
  const readUntilRefused = async (crm: ReturnType<typeof connected>, priority: Priority): Promise<number> => {
    const before = org.server.limits.used();
    const reading = async () => {
      for (;;) await crm.read(ACCOUNTS, [id], priority);
    };
    await expect(reading()).rejects.toBeInstanceOf(QuotaExhausted);
    return org.server.limits.used() - before;
  };

  it('is never asked past: background work stops first, approvals go on, and both go on a day later', async () => {
    const crm = connected();
    const background = await readUntilRefused(crm, 'background');
    const approvals = await readUntilRefused(crm, 'approval');
    expect([background, approvals]).toEqual([28, 12]);
    for (let hour = 1; hour <= 48; hour += 1) {
      await org.clock.advance(3_600_000);
      await readUntilRefused(crm, 'approval');
    }
    expect(org.server.limits.refused).toBe(0);
    await org.clock.advance(25 * 3_600_000);
    expect(await crm.read(ACCOUNTS, [id], 'background')).toHaveLength(1);
  });

  it('counts what other applications use, as each answer tells', async () => {
    const crm = connected();
    await crm.limits();
    org.server.limits.spend(DAILY - 24);
    expect(await crm.limits()).toContainEqual(expect.objectContaining({ name: REQUESTS, limit: DAILY }));
    expect(await readUntilRefused(crm, 'background')).toBeLessThan(24);
    expect(await readUntilRefused(crm, 'approval')).toBeGreaterThan(0);
    expect(org.server.limits.used()).toBeLessThanOrEqual(DAILY);
    expect(org.server.limits.refused).toBe(0);
  });
});
