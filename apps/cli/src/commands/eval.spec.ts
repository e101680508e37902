import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reply, startStandIn, type StandIn } from '@salesagent/llm/testing';
import type { Io } from '../output/io';
import { run } from '../program';

const root = resolve(__dirname, '../../../..');

/** More than the script of the product's cases reaches, with a message that lacks its subject. */
const LOWER: [string, string][] = [
  ['least: 0.8', 'least: 1'],
  ['Subject: One question about Isdom', 'One question about Isdom'],
];

jest.setTimeout(60_000);

describe('salesagent eval', () => {
  let cwd: string;
  let server: StandIn | undefined;
  beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'eval-'))));
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(cwd, { recursive: true });
  });

  async function salesagent(args: string[], environment: Record<string, string> = {}) {
    let out = '';
    let err = '';
    const home = { SALESAGENT_HOME: join(cwd, 'home'), PLAYBOOKS_DIR: join(root, 'playbooks') };
    const io: Io = {
      ...{ environment: { ...home, ...environment }, cwd, now: () => Date.parse('2026-05-01T00:00:00Z') },
      sleep: () => Promise.resolve(),
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: (path, content) => writeFileSync(path, content),
    };
    return { code: await run(io, ['eval', ...args]), out, err };
  }

  /** A folder of cases with the drafting set of the product, changed. */
  function cases(...changes: [from: string, to: string][]): string {
    const text = readFileSync(join(root, 'libs/evaluation/cases/drafting.yaml'), 'utf8');
    mkdirSync(join(cwd, 'cases'), { recursive: true });
    writeFileSync(
      join(cwd, 'cases/drafting.yaml'),
      changes.reduce((whole, [from, to]) => whole.replace(from, to), text),
    );
    return 'cases';
  }

  it('runs without a key, says who answered, and compares with the last run', async () => {
    const first = await salesagent(['--kind', 'drafting']);
    expect(first).toMatchObject({ code: 0, err: 'drafting: 8 cases\n' });
    expect(first.out).toMatch(/^drafting +template +8 +8 +1\.000 .* –$/m);
    expect(first.out).toMatch(/^drafting +scripted \(stand-in\) +8 +8 +1\.000 /m);
    expect(first.out).toContain('drafting: the first run of these cases');
    const second = await salesagent(['--kind', 'drafting']);
    expect(second.out).toContain('drafting, since 2026-05-01T00:00:00.000Z: 0 better, 0 worse, 0 new, 0 gone');
  });

  it('ends with 1 below what is demanded, and writes the results all the same', async () => {
    const { code, out, err } = await salesagent(['--cases', cases(...LOWER), '--junit', 'eval.xml']);
    expect(code).toBe(1);
    expect(err).toContain('Below what is demanded: drafting.');
    expect(out).toMatch(/share kept of a model +0\.\d+ +at least 1 +NOT MET/);
    expect(out).toContain('bought-operations (scripted (stand-in)): the template stands');
    expect(readFileSync(join(cwd, 'eval.xml'), 'utf8')).toContain('<testsuite name="drafting" tests="19" failures="3"');
  });

  it('prints everything as JSON', async () => {
    const { code, out } = await salesagent(['--kind', 'injection', '--json']);
    const { run: made, differences } = JSON.parse(out);
    expect(code).toBe(0);
    expect(made.kinds[0]).toMatchObject({ kind: 'injection', pass: true, measures: { breaches: 0 } });
    expect(made.kinds[0].cases).toHaveLength(24);
    expect(differences).toMatchObject([{ kind: 'injection', since: null }]);
  });

  it.each([
    [['--kind', 'beauty'], 'There is no such kind. There are: retrieval, refusal, drafting, extraction, injection.'],
    [['--budget', '1'], '--budget is for --live.'],
    [['--live', '--budget', 'much'], 'Give US dollars'],
    [['--cases', 'nowhere'], 'There is no folder'],
    [['--dir', 'nowhere'], 'There is no folder nowhere.'],
    [['--company', 'nobody'], 'There is no company nobody'],
    [['--live'], 'No model is configured.'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, err } = await salesagent(args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('names file and line of a broken case', async () => {
    const { code, err } = await salesagent(['--cases', cases(['reason: lost', 'reason: whim'])]);
    expect(code).toBe(2);
    expect(err).toMatch(/^drafting\.yaml:\d+: cases\.1\.facts\.reason: /);
  });

  describe('live', () => {
    const prices = (): string => {
      const file = join(cwd, 'prices.yaml');
      writeFileSync(file, 'our-model:\n  - { from: 2020-01-01, input: 1, cachedInput: 1, output: 2 }\n');
      return file;
    };
    const start = async () => (server = await startStandIn([reply.value({ parts: [] })]));

    it('asks the configured model after it said what that may cost, and reckons what it did', async () => {
      const { baseUrl, requests } = await start();
      const model = { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: 'our-model', MODEL_PRICES_FILE: prices() };
      const { code, out, err } = await salesagent(['--cases', cases(), '--live', '--budget', '5'], model);
      expect(err).toMatch(
        /^127\.0\.0\.1\/our-model: at most 16 calls and \d+ tokens, at most 0\.\d\d USD by list price\.$/m,
      );
      // An answer without parts is asked for once more, then the templates stand.
      expect(requests).toHaveLength(16);
      expect(out).toMatch(/^drafting +127\.0\.0\.1\/our-model +8 +0 +0\.000 +[\d.]+ +\d+ +0\.\d{4}$/m);
      expect(code).toBe(1);
    });

    it('asks nothing when it may cost more than the budget, or no price is known', async () => {
      const { baseUrl, requests } = await start();
      const model = { OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: 'our-model' };
      const args = ['--cases', cases(), '--live', '--budget', '0.01'];
      const unpriced = await salesagent(args, model);
      expect(unpriced).toMatchObject({ code: 2 });
      expect(unpriced.err).toContain('no price of our-model');
      const dear = await salesagent(args, { ...model, MODEL_PRICES_FILE: prices() });
      expect(dear).toMatchObject({ code: 2 });
      expect(dear.err).toContain('more than the budget of 0.01 USD; nothing was asked.');
      expect(requests).toEqual([]);
    });
  });
});
