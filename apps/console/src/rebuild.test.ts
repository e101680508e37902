import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { aCompany, buildCommandLine, runningConsole, type RunningConsole } from './testing';

// A machine that is busy with other suites starts services and processes slowly.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const BUILT = join(ROOT, '.cache/cli-rebuild-test');
const VP = { sub: 'operations', name: 'Vera Vance', roles: ['operations_vp'], personId: null };
const NAME = 'console.read-models';

interface Run {
  state: string;
  result: { equal: boolean; hash: string; hashBefore: string | null; tables: { table: string; first: unknown[] }[] };
}

describe("the console's read models built again from the command line", () => {
  let running: RunningConsole;
  let token: string;
  const { history } = aCompany();

  beforeAll(async () => {
    buildCommandLine(BUILT);
    running = await runningConsole();
    running.others.answers['GET /operations/rebuilds'] = { body: { projections: [] } };
    await running.publish(history.events);
    token = await running.issuer.token(VP);
  });
  afterAll(() => running.stop());

  function salesagent(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { PATH: process.env['PATH'], SALESAGENT_HOME: running.home, SALESAGENT_TOKEN: token };
    return new Promise((ended) => {
      const program = [join(BUILT, 'apps/cli/src/main.js'), 'rebuild', ...args];
      execFile(process.execPath, program, { cwd: ROOT, env }, (error, out, err) =>
        ended({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  }
  const runOf = (out: string): Run => JSON.parse(out) as Run;

  it('lists what there is', async () => {
    const { code, out } = await salesagent();
    expect([code, out]).toEqual([0, expect.stringMatching(/console\.read-models +\d+ +[0-9a-f]{12} +never rebuilt/)]);
  });

  it('compares the live tables with the bus, every one of them equal', async () => {
    const { code, out, err } = await salesagent(NAME, '--dry-run', '--json');
    const { result } = runOf(out);
    expect([code, result.equal, result.hashBefore]).toEqual([0, true, result.hash]);
    expect(result.tables.map((t) => t.table)).toEqual([
      'mirror',
      'business_clock',
      'proposal',
      'gate',
      'execution',
      'insight',
      'movement',
      'win_curve',
      'timeline',
    ]);
    expect(err).not.toBe('');
  });

  it('finds a row that was changed by hand, and repairs it', async () => {
    const { pool } = running.db.database;
    await pool.query(`update console.mirror set fields = fields || '{"amount": 1}' where record_id = 'WON'`);
    const dry = await salesagent(NAME, '--dry-run');
    expect([dry.code, dry.out]).toEqual([
      6,
      expect.stringMatching(/mirror +\d+ +\d+ +0 +0 +1 +different opportunity\/WON/),
    ]);
    const text = await salesagent(NAME);
    expect([text.code, text.out]).toEqual([0, expect.stringMatching(/different before, repaired\. Hash [0-9a-f]{64}/)]);
    const { rows } = await pool.query(
      `select fields ->> 'amount' as amount from console.mirror where record_id = 'WON'`,
    );
    expect(rows).toEqual([{ amount: '1054' }]);
    expect(runOf((await salesagent(NAME, '--dry-run', '--json')).out).result.equal).toBe(true);
  });

  it('finds a line of history that is gone and one too many, and repairs both', async () => {
    const { pool } = running.db.database;
    const lines = async (): Promise<unknown[]> =>
      (await pool.query('select * from console.timeline order by event_id collate "C"')).rows;
    const right = await lines();
    await pool.query(
      `insert into console.timeline select 'never', subject, action_id, type, source, key, sequence, occurred_at,
         recorded_at, correlation_id, causation_id, data from console.timeline limit 1`,
    );
    await pool.query('delete from console.timeline where event_id = $1', [(right[0] as { event_id: string }).event_id]);
    const { result } = runOf((await salesagent(NAME, '--dry-run', '--json')).out);
    expect(result.tables.find((t) => t.table === 'timeline')).toMatchObject({ missing: 1, extra: 1, different: 0 });
    expect((await salesagent(NAME)).code).toBe(0);
    expect(await lines()).toEqual(right);
  });

  it('says what can be rebuilt when the name is wrong', async () => {
    const { code, err } = await salesagent('console.nothing');
    expect([code, err]).toEqual([5, expect.stringMatching(/no projection "console\.nothing"[^]*console\.read-models/)]);
  });
});
