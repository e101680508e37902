import { runningConsole, type RunningConsole } from '../testing';

jest.setTimeout(120_000);

const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const REP = { sub: 'person:P1', name: 'P1', roles: ['rep'], personId: 'P1' };
const found = {
  ...{ from: '2017-01-01', to: '2017-01-31', windowDays: 30, knownUntil: '2017-12-31', looks: 3, ended: {} },
  ...{ candidates: [], afterwards: {}, notes: [], notesLeftOut: 0 },
  actions: [{ action: 'stalled-deal-alert', off: null, bases: null, insights: {}, reasons: [], failures: null }],
};

describe('a backtest, asked of the console', () => {
  let running: RunningConsole;
  beforeAll(async () => {
    running = await runningConsole();
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    running.others.asked.length = 0;
    running.others.answers['POST /policy/backtest/past'] = { body: { version: 'v1', fates: {} } };
    const progress = { phase: 'looking', day: '2017-01-05', looks: 2 };
    running.others.answers['POST /backtest'] = {
      text: `${JSON.stringify({ progress })}\n${JSON.stringify({ result: found })}\n`,
    };
  });

  async function ask(person: typeof VP | typeof REP, body: object) {
    const response = await fetch(`${running.url}/api/backtest`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await running.issuer.token(person)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    const lines = (await response.text()).trim().split('\n');
    return { status: response.status, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }
  const asked = (path: string) => running.others.asked.filter((a) => a.path === path).map((a) => a.body);

  it('is not for everybody', async () => {
    expect((await ask(REP, { from: '2017-01-01' })).status).toBe(403);
    expect(running.others.asked).toEqual([]);
  });

  it('asks only the agents it concerns, and passes on how far they are and what they found', async () => {
    const { status, lines } = await ask(VP, { from: '2017-01-01', actions: ['stalled-deal-alert'] });
    expect([status, lines[0]]).toEqual([
      200,
      { progress: { service: 'qualification', phase: 'looking', said: '2017-01-05, 2 looks taken' } },
    ]);
    expect(lines.at(-1)).toMatchObject({ result: { before: { policyVersion: 'v1', looks: 3 }, after: null } });
    expect(asked('/backtest')).toEqual([
      { from: '2017-01-01', insights: false, overrides: {}, actions: ['stalled-deal-alert'] },
    ]);
    expect(asked('/policy/backtest/past')).toEqual([{ proposals: [], to: '2017-01-31' }]);
  });

  it('asks all four agents when no action is named', async () => {
    await ask(VP, { from: '2017-01-01' });
    expect(asked('/backtest')).toHaveLength(4);
  });

  it('runs a second time only what is to be tried, and checks it first', async () => {
    const overrides = { 'stalled-deal-alert': { attention: { minutes: 5 } } };
    const { lines } = await ask(VP, { from: '2017-01-01', overrides });
    const bodies = asked('/backtest') as { actions?: string[]; check?: boolean; overrides: object }[];
    expect(bodies.map((b) => [b.check ?? false, b.actions ?? 'all', Object.keys(b.overrides).length])).toEqual([
      [true, ['stalled-deal-alert'], 1],
      ...Array(4).fill([false, 'all', 0]),
      [false, ['stalled-deal-alert'], 1],
    ]);
    expect(lines.at(-1)).toMatchObject({ result: { difference: { proposals: { onlyBefore: 0, differently: 0 } } } });
  });

  it('tells what an agent or the policy refuses, with the remedy', async () => {
    const refusal = { code: 'bad-override', message: 'a.rules.b: no such value', remedy: 'Allowed there: c.' };
    running.others.answers['POST /backtest'] = { status: 400, body: refusal };
    const { status, lines } = await ask(VP, { from: '2017-01-01', actions: ['deal-risk'] });
    expect([status, lines[0]]).toEqual([400, expect.objectContaining({ ...refusal, service: 'qualification' })]);
    expect((await ask(VP, { from: '2017-01-01', actions: ['forecast'] })).lines[0]).toMatchObject({
      code: 'unknown-action',
      remedy: expect.stringContaining('stalled-deal-alert'),
    });
    const left = { actions: ['deal-scoring'], overrides: { 'deal-risk': { rules: {} } } };
    expect((await ask(VP, { from: '2017-01-01', ...left })).lines[0]).toMatchObject({ code: 'bad-override' });
  });

  it('ends with an error when an agent breaks off', async () => {
    running.others.answers['POST /backtest'] = { text: '' };
    const { status, lines } = await ask(VP, { from: '2017-01-01', actions: ['deal-risk'] });
    expect([status, lines.at(-1)]).toMatchObject([200, { error: { code: 'service-down' } }]);
  });
});
