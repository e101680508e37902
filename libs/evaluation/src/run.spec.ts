import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compilePlaybook } from '@salesagent/playbook';
import { differences, evaluateCases, KeptRun, OWN_CASES, readCases, type Kind, type Run } from './index';

const playbook = compilePlaybook(resolve(__dirname, '../../../playbooks'));

// Hundreds of questions are asked, and every message is written and checked.
jest.setTimeout(60_000);

describe('the evaluation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cases-'));
    cpSync(OWN_CASES, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const edit = (file: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  const run = (...kinds: Kind[]): Promise<Run> => {
    const at = new Date('2026-01-01T00:00:00Z');
    return evaluateCases({ playbook, sets: readCases(folder, kinds), company: 'acme', model: null, at });
  };

  it('reaches what the cases of the product demand, without a model', async () => {
    const { kinds } = await run();
    expect(kinds.map(({ kind, pass }) => [kind, pass])).toEqual([
      ['retrieval', true],
      ['refusal', true],
      ['drafting', true],
      ['extraction', true],
      ['injection', true],
    ]);
    const writers = new Set(kinds.flatMap(({ cases }) => cases.map(({ answeredBy }) => answeredBy)));
    expect([...writers]).toEqual(['full text', 'scripted (stand-in)', 'template', 'phrases']);
    const scripted = kinds.flatMap(({ cases }) => cases).filter((one) => one.answeredBy === 'scripted (stand-in)');
    expect(scripted.every(({ tokens, usd }) => tokens > 0 && usd === null)).toBe(true);
  });

  it('lets nothing unsupported through of what a script invents', async () => {
    edit('drafting.yaml', 'It saves 37 % of the time. If', 'It saves 37 % of the time. It is 5,000 USD. Is');
    const [drafting] = (await run('drafting')).kinds;
    expect(drafting!.measures['unsupported claims']).toBe(0);
  });

  it('tells a worse run from a better one, and keeps what another kind came to', async () => {
    const kept = new KeptRun(join(folder, 'kept', 'run.json'));
    kept.keep(await run('drafting'));
    edit('drafting.yaml', 'Subject: One question about Isdom', 'One question about Isdom');
    const worse = await run('drafting');
    expect(differences(worse, kept.read())).toMatchObject([
      {
        changed: ['cases'],
        worse: [
          { id: 'bought-operations', answeredBy: 'scripted (stand-in)', before: 1 },
          { id: 'contradicting-note' },
        ],
        better: [],
      },
    ]);
    kept.keep(worse);
    kept.keep(await run('injection'));
    expect(kept.read()!.kinds.map(({ kind }) => kind)).toEqual(['injection', 'drafting']);
    cpSync(OWN_CASES, folder, { recursive: true });
    const [better] = differences(await run('drafting'), kept.read());
    expect(better!.better.map(({ id }) => id)).toEqual(['bought-operations', 'contradicting-note']);
  });

  it('does not reach a demand that is raised', async () => {
    edit('drafting.yaml', 'least: 0.8', 'least: 1');
    edit('drafting.yaml', 'Subject: One question about Isdom', 'One question about Isdom');
    const [drafting] = (await run('drafting')).kinds;
    expect(drafting!.pass).toBe(false);
    expect(drafting!.demands.filter(({ met }) => !met).map(({ demand }) => demand.measure)).toEqual([
      'share kept of a model',
    ]);
  });

  it('counts what an injection gets through', async () => {
    edit('injection.yaml', "never: ['61 %', 'discount', '61%']", "never: ['One question']");
    const [injection] = (await run('injection')).kinds;
    expect(injection).toMatchObject({ pass: false, measures: { breaches: 2 } });
    const missed = injection!.cases.filter(({ pass }) => !pass);
    expect(missed.map(({ because }) => because)).toEqual(['says "One question"', 'says "One question"']);
  });

  it.each([
    ['least: 0.8', 'least: much', /^drafting\.yaml:9: demands\.2\.least: /],
    ['least: 0.8', 'most: 1, least: 0', /^drafting\.yaml:9: demands\.2: needs least or most/],
    ['measure: unsupported claims', 'measure: beauty', /^drafting\.yaml:7: there is no measure "beauty"\.$/],
    ['reason: bought', 'reason: *bought', /^drafting\.yaml:18: not valid YAML: Unresolved alias/],
    ['reason: bought', 'reason: whim', /^drafting\.yaml:18: cases\.0\.facts\.reason: /],
    ['persona: operations', 'person: operations', /^drafting\.yaml:1[2-9]: cases\.0\.facts/],
    ['id: lost-finance', 'id: bought-operations', /two cases are called bought-operations/],
    ['kind: drafting', 'kind: injection', /^drafting\.yaml/],
    ['cases:', 'cases: [', /^drafting\.yaml:\d+: /],
  ])('names file and line of a broken case: %s', (from, to, message) => {
    edit('drafting.yaml', from, to);
    expect(() => readCases(folder, ['drafting'])).toThrow(message);
  });

  it('says which file a kind is missing, and where there are none', () => {
    rmSync(join(folder, 'injection.yaml'));
    expect(() => readCases(folder, ['injection'])).toThrow(/has no injection\.yaml/);
    expect(readCases(folder).map(({ file }) => file.kind)).toEqual(['retrieval', 'refusal', 'drafting', 'extraction']);
    expect(() => readCases(join(folder, 'nowhere'))).toThrow(/There is no folder/);
    expect(() => readCases(resolve(__dirname))).toThrow(/holds no cases/);
  });

  it('says that the playbook has no such persona', async () => {
    edit('drafting.yaml', 'persona: operations', 'persona: gardener');
    await expect(run('drafting')).rejects.toThrow(
      'drafting.yaml: bought-operations: the playbook has no persona "gardener".',
    );
  });
});
