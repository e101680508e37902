import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { aCompany, buildCommandLine, EventHistory, runningConsole, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const BUILT = join(ROOT, '.cache/cli-parked-test');
const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const KEY = 'opportunity/POISON';

interface Ended {
  code: number;
  out: string;
  err: string;
}

describe('parked keys from the command line, against a console that has parked one', () => {
  let running: RunningConsole;
  let token: string;

  beforeAll(async () => {
    buildCommandLine(BUILT);
    running = await runningConsole();
    running.others.answers['GET /operations/parked'] = { body: { keys: [] } };
    running.others.answers['GET /operations/parked/events'] = { body: { events: [], history: [] } };
    running.others.answers['POST /operations/parked/redrive'] = { body: { redriven: [] } };
    const poison = new EventHistory()
      .record('OpportunityCreated', 'opportunity', 'POISON', { amount: 1 })
      .record('AmountRevised', 'opportunity', 'POISON', { amount: 2 })
      .record('AmountRevised', 'opportunity', 'POISON', { amount: 3 }).events;
    poison[0]!.version = 9;
    await running.publish([...aCompany().history.events, ...poison]);
    token = await running.issuer.token(VP);
  });
  afterAll(() => running.stop());

  function salesagent(...args: string[]): Promise<Ended> {
    const env = { PATH: process.env['PATH'], SALESAGENT_HOME: running.home, SALESAGENT_TOKEN: token };
    return new Promise((ended) => {
      const program = [join(BUILT, 'apps/cli/src/main.js'), 'parked', ...args];
      execFile(process.execPath, program, { cwd: ROOT, env }, (error, out, err) =>
        ended({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  }

  it('lists what is held up, where, why, and how much waits behind it', async () => {
    const { code, out } = await salesagent('list');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/console +console +opportunity\/POISON +1 +failed +\d+ .*version 9/),
    ]);
    const json = JSON.parse((await salesagent('list', '--json')).out) as { unanswered: unknown[] };
    expect(json).toMatchObject({
      keys: [{ service: 'console', key: KEY, waiting: 2, attempts: expect.any(Number) }],
      unanswered: [],
    });
  });

  it('names the services that did not answer, and still shows the rest', async () => {
    const answer = running.others.answers['GET /operations/parked']!;
    running.others.answers['GET /operations/parked'] = { status: 503, body: { message: 'The database is away.' } };
    const { code, out } = await salesagent('list');
    running.others.answers['GET /operations/parked'] = answer;
    expect(code).toBe(0);
    expect(out).toMatch(/POISON/);
    expect(out).toMatch(/ops-analyst did not answer: The database is away\. The log of ops-analyst/);
  });

  it('shows the events as they came', async () => {
    const { out } = await salesagent('show', KEY);
    expect(out).toMatch(
      /event 1 of opportunity\/POISON from gateway – failed \d+ times[^]*"type": "OpportunityCreated"/,
    );
    expect(out).toMatch(/event 3 of opportunity\/POISON from gateway – waits/);
    expect((await salesagent('show', 'opportunity/FINE')).code).toBe(5);
  });

  it('redrives for a reason, and shows afterwards who did and that it failed again', async () => {
    // Its own pauses run meanwhile, and each try counts.
    const attempts = async (): Promise<number> =>
      Number(/failed (\d+) times/.exec((await salesagent('show', KEY)).out)?.[1] ?? 0);
    const before = await attempts();
    expect((await salesagent('redrive', KEY)).code).toBe(2);
    expect((await salesagent('redrive', '--reason', 'why')).code).toBe(2);
    const { code, out } = await salesagent('redrive', KEY, '--reason', 'the schema is back');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('console, consumer console: opportunity/POISON at event 1'),
    ]);
    while ((await attempts()) <= before);
    expect((await salesagent('show', KEY)).out).toMatch(/redriven +operations +the schema is back/);
  });

  it('discards only when it was said twice, and what waited goes on', async () => {
    const asked = await salesagent('discard', KEY, '1', '--reason', 'never existed');
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringMatching(/event 1 of opportunity\/POISON \(OpportunityCreated\) is never handled; 2 events wait/),
    ]);
    expect((await salesagent('discard', KEY, '2', '--reason', 'x', '--yes')).code).toBe(5);
    const done = await salesagent('discard', KEY, '1', '--reason', 'never existed', '--yes');
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('2 events behind it go on')]);
    for (;;) if (/No key is parked/.test((await salesagent('list')).out)) break;
    const { rows } = await running.db.database.pool.query(
      `select fields ->> 'amount' as amount from console.mirror where record_id = 'POISON'`,
    );
    expect(rows).toEqual([{ amount: '3' }]);
    expect((await salesagent('show', KEY)).out).toMatch(
      /discarded by operations[^]*discarded +operations +never existed/,
    );
    // In the log of the console, from which the audit chain is made.
    const { rows: decided } = await running.db.database.pool.query(
      `select type, actor, data ->> 'reason' as reason from console.audit_trail order by position`,
    );
    expect(decided).toEqual([
      { type: 'ParkedRedriven', actor: 'operations', reason: 'the schema is back' },
      { type: 'ParkedDiscarded', actor: 'operations', reason: 'never existed' },
    ]);
  });
});
