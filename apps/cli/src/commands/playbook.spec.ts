import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../output/io';
import { run } from '../program';

const PLAYBOOKS = resolve(__dirname, '../../../../playbooks');
const RISK = '4-progression/deal-risk.md';

describe('salesagent playbook', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'playbook-'));
    cpSync(join(PLAYBOOKS, 'base'), join(cwd, 'playbooks/base'), { recursive: true });
    cpSync(join(PLAYBOOKS, 'base'), join(cwd, 'broken/base'), { recursive: true });
    rmSync(join(cwd, 'broken/base', RISK));
    write(
      `playbooks/companies/acme/${RISK}`,
      '---\nrules:\n  pushesFrom: 3\n---\n\n## Pushed\n\nThree times with us.\n',
    );
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }

  async function salesagent(...args: string[]) {
    let out = '';
    let err = '';
    const io: Io = {
      ...{ environment: {}, cwd, now: () => 0, sleep: () => Promise.resolve() },
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: (path, content) => writeFileSync(resolve(cwd, path), content),
    };
    return { code: await run(io, ['playbook', ...args]), out, err };
  }

  it('coverage ends well where every action has its section and every threshold is set', async () => {
    const { code, out } = await salesagent('coverage', '--company', 'acme', '--thresholds');
    expect(code).toBe(0);
    expect(out).toContain('deal-risk: rules.pushesFrom  [companies/acme/4-progression/deal-risk.md]');
    expect(out).toMatch(/Actions with a section: (\d+) of \1 \(100 %\)/);
    expect(out).toMatch(/that come from the playbook: (\d+) of \1 \(100 %\)/);
  });

  it('coverage fails and names what an action lacks', async () => {
    const { code, out, err } = await salesagent('coverage', '--dir', 'broken', '--json');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('1 action lacks something') });
    const { complete, actions } = JSON.parse(out);
    expect(complete).toBe(false);
    const lacking = actions.filter((a: { missing: string[] }) => a.missing.length > 0);
    expect(lacking).toMatchObject([{ action: 'deal-risk', missing: ['no section 4-progression/deal-risk'] }]);
  });

  it('check says which actions are off, and why: no section, switched off, or rules that cannot be read', async () => {
    write(`broken/companies/acme/4-progression/stalled-deal-alert.md`, '---\nstatus: off\n---\n');
    write(`broken/companies/acme/4-progression/deal-scoring.md`, '---\nattention: { minutes: many }\n---\n');
    const { code, out } = await salesagent('check', '--dir', 'broken', '--company', 'acme', '--json');
    const { off, problems } = JSON.parse(out);
    expect(code).toBe(1);
    // Words by which passages are asked for that are gone with their section are named as well.
    expect(problems.filter((p: { file: string }) => p.file !== 'base/asked.yaml')).toMatchObject([
      {
        ...{ file: 'companies/acme/4-progression/deal-scoring.md', line: 2 },
        message: expect.stringContaining('attention.minutes'),
      },
    ]);
    const reasons = Object.fromEntries(off.map((o: { action: string; reason: string }) => [o.action, o.reason]));
    expect(reasons).toEqual({
      'stalled-deal-alert': 'the playbook switches it off (4-progression/stalled-deal-alert)',
      'deal-risk': 'the playbook has no section 4-progression/deal-risk',
      'deal-scoring': expect.stringContaining('companies/acme/4-progression/deal-scoring.md:2: attention.minutes'),
    });
    expect((await salesagent('check', '--dir', 'broken')).out).toContain(
      'off: deal-risk: the playbook has no section 4-progression/deal-risk',
    );
  });

  it('diff compares a company with the base', async () => {
    const { code, out } = await salesagent('diff', 'acme');
    expect(code).toBe(0);
    expect(out).toContain('4-progression/deal-risk: rules.pushesFrom\n    2  [base/4-progression/deal-risk.md]\n');
    expect(out).toContain('    → 3  [companies/acme/4-progression/deal-risk.md]');
    expect(out).toContain('~ 4-progression/deal-risk#pushed  [companies/acme/4-progression/deal-risk.md:6]');
  });

  it('diff compares two folders, and says so when nothing is otherwise', async () => {
    const { out } = await salesagent('diff', 'playbooks', 'broken', '--json');
    expect(JSON.parse(out)).toMatchObject({ sections: { added: [], removed: ['4-progression/deal-risk'] } });
    expect((await salesagent('diff', 'playbooks', 'base')).out).toMatch(/^Nothing is otherwise/);
  });

  it('diff says what it cannot compare', async () => {
    expect(await salesagent('diff', 'acne')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no company acne'),
    });
    expect((await salesagent('diff', 'playbooks/base')).err).toContain('Give the folder above it');
  });
});
