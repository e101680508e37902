import { ANN, jwtCredentials, startOrg, type RunningOrg } from '../../testing/salesforce-server/an-org';
import { SALES_CLOUD } from '../../testing/salesforce-server/sales-cloud';

describe('what the doctor sees in Salesforce', () => {
  const orgs: RunningOrg[] = [];
  const start = async (...options: Parameters<typeof startOrg>) => {
    const org = await startOrg(...options);
    orgs.push(org);
    return org;
  };
  afterEach(() => Promise.all(orgs.splice(0).map((org) => org.stop())));

  it('finds nothing to do in an org that is set up', async () => {
    const probes = await (await start()).connect().probes();
    expect(probes.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(probes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'credentials',
        'api enabled',
        'limits',
        'clock',
        'object Account',
        'external id Task',
        'change events',
      ]),
    );
  });

  it('stops at credentials that are refused, with the remedy', async () => {
    const org = await start();
    const credentials = { ...jwtCredentials(), username: ANN } as ReturnType<typeof jwtCredentials>;
    expect(await org.connect({ credentials }).probes()).toMatchObject([
      { name: 'credentials', state: 'failed', remedy: expect.stringContaining('pre-authorized') },
    ]);
    org.server.apiDisabled = true;
    expect(await org.connect().probes()).toMatchObject([
      { state: 'failed', remedy: expect.stringContaining('API Enabled') },
    ]);
  });

  it('names a hidden object, a missing external id, and objects without change events', async () => {
    const objects = SALES_CLOUD.filter(({ name }) => name !== 'Lead').map((object) => ({
      ...object,
      ...(object.name === 'Contact' ? { changeEvents: false } : {}),
      ...(object.name === 'Task' ? { fields: object.fields.filter(({ externalId }) => !externalId) } : {}),
    }));
    const probes = await (await start({ objects })).connect().probes();
    expect(probes.filter(({ state }) => state !== 'ok')).toMatchObject([
      { name: 'object Lead', state: 'failed', remedy: expect.stringContaining('permission set') },
      { name: 'external id Task', state: 'failed', remedy: expect.stringContaining('Salesagent_Key__c') },
      { name: 'change events', state: 'warning', found: expect.stringContaining('Contact') },
    ]);
  });

  it('names every field agents may write whose former values Salesforce does not keep', async () => {
    const written = [
      {
        object: 'Opportunity',
        fields: ['Amount', 'CloseDate', 'AccountId', 'Type', 'Description', 'IsWon', 'Gone__c'],
      },
      { object: 'Account', fields: ['Name', 'Industry'] },
      { object: 'Task', fields: ['Status', 'Subject'] },
      { object: 'Gone__c', fields: ['Name'] },
    ];
    const org = await start();
    const found = async () =>
      (await org.connect({ written }).probes()).filter(({ name }) => name.startsWith('field history'));
    expect(await found()).toMatchObject([
      {
        name: 'field history Opportunity',
        state: 'warning',
        found: expect.stringMatching(/^Type: not tracked; Description: .*without values/),
        remedy: expect.stringMatching(/Set History Tracking.*write: false/s),
      },
      { name: 'field history Account', state: 'ok', found: 'kept for all 2 fields that agents may write', remedy: '' },
      {
        name: 'field history Task',
        state: 'warning',
        found: expect.stringMatching(/^Subject, Status: not tracked/),
        remedy: expect.stringContaining('write: false'),
      },
    ]);
    org.server.setupHidden = true;
    expect(await found()).toMatchObject([
      {
        state: 'warning',
        found: expect.stringContaining('cannot be seen'),
        remedy: expect.stringContaining('View Setup and Configuration'),
      },
    ]);
  });

  it('warns of requests that run low and of a clock that is wrong', async () => {
    const org = await start();
    org.server.limits.spend(90_000);
    const ahead = {
      now: () => new Date(org.clock.now().getTime() + 120_000),
      sleep: (ms: number) => org.clock.sleep(ms),
    };
    const probes = await org.connect({ timing: ahead }).probes();
    expect(probes).toContainEqual(expect.objectContaining({ name: 'limits', state: 'warning' }));
    expect(probes).toContainEqual(
      expect.objectContaining({ name: 'clock', state: 'failed', found: expect.stringContaining('120 s ahead') }),
    );
  });

  it('reads limits as Salesforce tells them', async () => {
    const org = await start();
    const readings = await org.connect().limits();
    expect(readings).toContainEqual({ name: 'DailyApiRequests', used: 1, limit: 100_000, resetsAt: null });
  });
});
