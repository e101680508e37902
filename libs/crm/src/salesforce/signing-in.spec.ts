import {
  ANN,
  appKeys,
  CLIENT_ID,
  CLIENT_SECRET,
  jwtCredentials,
  startOrg,
  type RunningOrg,
} from '../../testing/salesforce-server/an-org';
import { CrmForbidden, CrmUnavailable } from '../hosted/errors';

const ACCOUNTS = { object: 'Account', fields: ['Name'] };

describe('signing in to Salesforce', () => {
  let org: RunningOrg;
  beforeEach(async () => (org = await startOrg()));
  afterEach(() => org.stop());

  it('exchanges a signed assertion for a token, once for many requests', async () => {
    const crm = org.connect();
    const id = org.server.createAs(ANN, 'Account', { Name: 'Acme' });
    expect(await crm.read(ACCOUNTS, [id], 'background')).toMatchObject([{ id, values: { Name: 'Acme' } }]);
    await crm.limits();
    expect(org.server.signIn.granted).toBe(1);
  });

  it('exchanges a refresh token, and says what to do when it was revoked', async () => {
    const user = [...org.server.people.values()][0]!;
    const refreshToken = org.server.signIn.refreshTokenFor(user.id);
    const credentials = {
      kind: 'refresh-token',
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      refreshToken,
    } as const;
    await org.connect({ credentials }).limits();
    org.server.signIn.revokeRefreshTokens();
    await expect(org.connect({ credentials }).limits()).rejects.toMatchObject({
      name: 'CrmForbidden',
      code: 'invalid_grant',
      remedy: expect.stringContaining('sign in once more'),
    });
  });

  it.each([
    ['a user nobody approved', { username: ANN }, /pre-authorized/],
    ['a wrong audience', { audience: 'https://elsewhere.example.com' }, /test\.salesforce\.com/],
    ['an unknown app', { clientId: 'another' }, /consumer key/],
  ])('refuses %s and tells the remedy', async (_what, wrong, remedy) => {
    const credentials = { ...jwtCredentials(), ...wrong } as ReturnType<typeof jwtCredentials>;
    const refused = org.connect({ credentials }).limits();
    await expect(refused).rejects.toBeInstanceOf(CrmForbidden);
    await expect(refused).rejects.toThrow(remedy);
  });

  it('tells of a clock that is behind, since the assertion is then expired when it arrives', async () => {
    const behind = {
      now: () => new Date(org.clock.now().getTime() - 3_600_000),
      sleep: (ms: number) => org.clock.sleep(ms),
    };
    await expect(org.connect({ timing: behind }).limits()).rejects.toThrow(/clock/);
  });

  it('refuses a key that is none, without asking Salesforce', async () => {
    const credentials = { ...jwtCredentials(), privateKey: 'no key' } as ReturnType<typeof jwtCredentials>;
    await expect(org.connect({ credentials }).limits()).rejects.toMatchObject({ code: 'INVALID_PRIVATE_KEY' });
    expect(appKeys().privateKey).toContain('PRIVATE KEY');
  });

  it('renews a token that expired between the pages of one answer, and goes on with the page', async () => {
    const small = await startOrg({ pageSize: 200 });
    const crm = small.connect();
    const position = await crm.position([ACCOUNTS]);
    for (let n = 0; n < 450; n += 1) small.server.createAs(ANN, 'Account', { Name: `Account ${n}` });
    small.server.faults.next('token-expired', (path) => path.includes('/query/'));
    const page = await crm.changesSince([ACCOUNTS], position);
    expect(page.records).toHaveLength(450);
    expect(small.server.signIn.granted).toBe(2);
    await small.stop();
  });

  it('renews once for requests that find the token expired at the same time', async () => {
    const crm = org.connect();
    await crm.limits();
    org.server.signIn.expireSessions();
    await Promise.all([crm.limits(), crm.limits(), crm.limits()]);
    expect(org.server.signIn.granted).toBe(2);
  });

  it('is unavailable, not forbidden, while the sign-in does not answer', async () => {
    org.server.faults.next('unavailable-before', (path) => path.endsWith('/token'));
    await expect(org.connect().limits()).rejects.toMatchObject({ name: 'CrmUnavailable', mayHaveHappened: false });
    org.server.faults.next('dropped-before', (path) => path.endsWith('/token'));
    await expect(org.connect().limits()).rejects.toBeInstanceOf(CrmUnavailable);
  });
});
