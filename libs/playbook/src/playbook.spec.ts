import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import {
  checkPlaybook,
  companyLayer,
  compilePlaybook,
  notPublishable,
  passageOf,
  PlaybookErrors,
  renderTemplate,
  rulesOf,
} from './index';

const SECTION = `---
action: stalled-deal-alert
rules:
  dueInBusinessDays: 2
  steps:
    '4.1': agree a next step
attention: { uplift: 0.1, minutes: 10 }
---

# Stalled deals

## Why

Deals die of silence.

## What to do

Call {{ownerName}} about {{deal}}.

## Worked example

100 days old.
`;

const folders: string[] = [];
function playbooks(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'playbook-'));
  folders.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true })));

const ID = '4-progression/stalled-deal-alert';
/** With everything that the code of the action reads. */
const WHOLE = SECTION.replace('attention:', '  otherwise: ask the buyer\nattention:');
const BASE = { [`base/${ID}.md`]: SECTION };
const RULES = z.strictObject({ dueInBusinessDays: z.number().int(), steps: z.record(z.string(), z.string()) });

function problemsOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof PlaybookErrors) return error.problems;
  }
  throw new Error('expected PlaybookErrors');
}

describe('a playbook', () => {
  it('compiles a section to rules and passages with stable ids', () => {
    const playbook = compilePlaybook(playbooks(BASE));
    const section = playbook.section(ID)!;
    expect(rulesOf(section, RULES)).toEqual({ dueInBusinessDays: 2, steps: { '4.1': 'agree a next step' } });
    expect(section.passages.map((p) => p.id)).toEqual([`${ID}#why`, `${ID}#what-to-do`, `${ID}#worked-example`]);
    expect(playbook.passage(`playbook:${ID}#why`)).toMatchObject({ text: 'Deals die of silence.', line: 12 });
  });

  it('changes its version when a rule or a word changes, and only then', () => {
    const version = (text: string): string => compilePlaybook(playbooks({ [`base/${ID}.md`]: text })).version;
    expect(version(SECTION)).toBe(version(SECTION));
    expect(version(SECTION.replace('Days: 2', 'Days: 3'))).not.toBe(version(SECTION));
    expect(version(SECTION.replace('silence', 'neglect'))).not.toBe(version(SECTION));
  });

  it('lays a company over the firm and remembers who set what', () => {
    const dir = playbooks({
      ...BASE,
      [`companies/acme/${ID}.md`]: '---\nrules:\n  dueInBusinessDays: 1\n---\n\n## What to do\n\nWrite first.\n',
    });
    const section = compilePlaybook(dir, { company: 'acme' }).section(ID)!;
    expect(rulesOf(section, RULES).dueInBusinessDays).toBe(1);
    expect(rulesOf(section, RULES).steps).toEqual({ '4.1': 'agree a next step' });
    expect(section.provenance['rules.dueInBusinessDays']).toBe(`companies/acme/${ID}.md`);
    expect(section.provenance['rules.steps.4.1']).toBe(`base/${ID}.md`);
    expect(passageOf(section, 'What to do')?.text).toBe('Write first.');
    expect(passageOf(section, 'Why')?.text).toBe('Deals die of silence.');
  });

  it('points at the line of a misspelt override and suggests the key', () => {
    const dir = playbooks({
      ...BASE,
      [`companies/acme/${ID}.md`]: '---\nrules:\n  dueInBusinesDays: 1\n---\n',
    });
    expect(problemsOf(() => compilePlaybook(dir, { company: 'acme' }))).toEqual([
      {
        file: `companies/acme/${ID}.md`,
        line: 3,
        message: '"rules.dueInBusinesDays" is not a key of this section',
        suggestion: 'did you mean "dueInBusinessDays"?',
      },
    ]);
  });

  it('takes from a company what the firm leaves to its default, and names each other key once', () => {
    const said = (front: string) => {
      const dir = playbooks({ [`base/${ID}.md`]: WHOLE, [`companies/acme/${ID}.md`]: `---\n${front}\n---\n` });
      return checkPlaybook(dir, { company: 'acme' });
    };
    const off = said('status: off\ncooldownDays: 3\nattention: { measured: true }');
    expect(off.problems).toEqual([]);
    expect(off.off.find(({ action }) => action === 'stalled-deal-alert')?.reason).toContain('switches it off');
    const file = `companies/acme/${ID}.md`;
    expect(said('stauts: off').problems).toEqual([
      { file, line: 2, message: '"stauts" is not a key of this section', suggestion: 'did you mean "status"?' },
    ]);
    expect(said('attention:\n  minuets: 3').problems).toMatchObject([{ file, line: 3 }]);
    expect(said('attention: { minutes: many }').problems).toMatchObject([
      { file, line: 2, suggestion: expect.stringContaining('correct the value') },
    ]);
  });

  it('points at the line of a rule that does not fit the code', () => {
    const playbook = compilePlaybook(playbooks({ [`base/${ID}.md`]: SECTION.replace('Days: 2', 'Days: two') }));
    expect(problemsOf(() => rulesOf(playbook.section(ID)!, RULES))[0]).toMatchObject({
      file: `base/${ID}.md`,
      line: 4,
      message: expect.stringContaining('dueInBusinessDays'),
    });
  });

  it('says which line is not YAML', () => {
    const dir = playbooks({ [`base/${ID}.md`]: SECTION.replace('  steps:', '  steps: [') });
    expect(problemsOf(() => compilePlaybook(dir))[0]).toMatchObject({
      file: `base/${ID}.md`,
      line: expect.any(Number),
    });
  });

  it('is refused for mistakes in what its reader reads, and for each of the firm’s', () => {
    const mine = { ...BASE, 'base/lifecycles.yaml': 'a: 1\n', [`companies/acme/${ID}.md`]: '---\nrules: {\n---\n' };
    const [dir, wrong] = [playbooks(mine), playbooks({ ...mine, 'companies/acme/lifecycles.yaml': 'a: [\n' })];
    const options = { company: 'acme', reads: (file: string) => file === 'lifecycles.yaml' };
    expect(compilePlaybook(dir, options).data('lifecycles')?.value).toEqual({ a: 1 });
    expect(problemsOf(() => compilePlaybook(dir, { company: 'acme' }))[0]?.file).toBe(`companies/acme/${ID}.md`);
    const files = problemsOf(() => compilePlaybook(wrong, options)).map(({ file }) => file);
    expect(new Set(files)).toEqual(new Set(['companies/acme/lifecycles.yaml']));
    const base = playbooks({ [`base/${ID}.md`]: '---\nrules: {\n---\n' });
    expect(problemsOf(() => compilePlaybook(base, options))[0]?.file).toBe(`base/${ID}.md`);
  });

  it.each([
    ['*Renewal*', 'Unresolved alias'],
    [`[&a [1], ${Array(200).fill('*a').join(', ')}]`, 'Excessive alias count'],
    ['&a [*a]', 'circular'],
  ])('says which line has an alias that cannot be followed: %.12s', (value, message) => {
    const dir = playbooks({
      ...{ [`base/${ID}.md`]: WHOLE, 'base/playbook.yaml': `# ours\ncurrency: ${value}\n` },
      [`companies/acme/${ID}.md`]: `---\ncooldownDays: 3\nsubject: ${value}\n---\n`,
    });
    const suggestion = expect.stringContaining('in quotes');
    expect(problemsOf(() => compilePlaybook(dir, { company: 'acme' }))).toEqual([
      { file: 'base/playbook.yaml', line: 2, message: expect.stringContaining(message), suggestion },
      { file: `companies/acme/${ID}.md`, line: 3, message: expect.stringContaining(message), suggestion },
    ]);
  });

  it.each([`${'- '.repeat(2_000)}a`, '*a_ '.repeat(4_000)])(
    'says which line its parser would not get through: %.8s',
    (line) => {
      const dir = playbooks({ [`base/${ID}.md`]: SECTION.replace('Deals die of silence.', line) });
      expect(problemsOf(() => compilePlaybook(dir))[0]).toMatchObject({ file: `base/${ID}.md`, line: 14 });
    },
  );

  it('layers YAML files as well', () => {
    const dir = playbooks({
      ...BASE,
      'base/playbook.yaml': 'hourlyCost: 80\ncurrency: USD\n',
      'companies/acme/playbook.yaml': 'currency: EUR\n',
    });
    expect(compilePlaybook(dir, { company: 'acme' }).data('playbook')?.value).toEqual({
      hourlyCost: 80,
      currency: 'EUR',
    });
  });

  it('reads no second file of one name: a .yml does not lie over the .yaml that was signed', () => {
    const file = 'playbook.yaml';
    const dir = playbooks({
      ...{ [`base/${ID}.md`]: WHOLE, 'base/playbook.yaml': 'cooldownDays: 30\n' },
      'companies/acme/playbook.yml': 'cooldownDays: 1\n',
    });
    const of = (...published: { file: string; text: string }[]) => {
      const { playbook, problems } = checkPlaybook(dir, { company: 'acme', published });
      const own = problems.filter(({ file: of }) => of.startsWith('companies/'));
      return { value: playbook.data('playbook')?.value, problems: own };
    };
    const yml = {
      ...{ file: 'companies/acme/playbook.yml', line: 1, message: 'is not read: data files end in .yaml' },
      suggestion: 'rename it to end in .yaml, or delete it',
    };
    const signed = { file, text: 'cooldownDays: 45\n' };
    expect(of(signed)).toEqual({ value: { cooldownDays: 45 }, problems: [yml] });
    expect(of(signed, { file, text: 'cooldownDays: 2\n' })).toMatchObject({
      value: { cooldownDays: 45 },
      problems: [{ file: 'companies/acme/playbook.yaml', message: 'is given twice' }, yml],
    });
  });

  it('leaves the documents of a company alone: they are neither compiled nor published', () => {
    const dir = playbooks({
      ...BASE,
      'companies/acme/documents/security.md': '---\nrules: *nothing\n---\nNo title.\n',
      'companies/acme/documents/sheets/data.yml': ': no YAML',
    });
    expect(compilePlaybook(dir, { company: 'acme' }).version).toBe(compilePlaybook(dir).version);
    expect(companyLayer(dir, 'acme')).toEqual([]);
    expect(notPublishable('documents/security.md')).toContain('searched as it lies there');
  });

  it('is checked for sections that name no action and actions without a section', () => {
    const check = checkPlaybook(
      playbooks({ [`base/${ID}.md`]: SECTION.replace('stalled-deal-alert', 'stalled-deal-alerts') }),
    );
    expect(check.problems[0]).toMatchObject({ line: 2, suggestion: 'did you mean "stalled-deal-alert"?' });
    expect(check.off.map((o) => o.action)).toContain('deal-risk');
  });

  it("is checked against the rules that code reads, also the firm's own", () => {
    const problems = (text: string) => checkPlaybook(playbooks({ [`base/${ID}.md`]: text })).problems;
    expect(problems(WHOLE)).toEqual([]);
    const [unset, unread] = problems(WHOLE.replace('dueInBusinessDays', 'dueInBusinesDays'));
    expect(unset).toMatchObject({ line: 3, message: expect.stringContaining('dueInBusinessDays') });
    expect(unread).toMatchObject({ suggestion: expect.stringContaining('"dueInBusinesDays"') });
    expect(problems(WHOLE.replace('Days: 2', 'Days: two'))).toMatchObject([{ file: `base/${ID}.md`, line: 4 }]);
    expect(problems(WHOLE.replace('stalled-deal-alert', '[stalled-deal-alert]'))).toMatchObject([
      { line: 2, message: 'action is not a name' },
    ]);
  });

  it('names the line of a lifecycle that cannot be', () => {
    const lifecycles = readFileSync(resolve(__dirname, '../../../playbooks/base/lifecycles.yaml'), 'utf8');
    const wrong = lifecycles.replace('noTouchDays: 14', 'noTouchDays: never');
    const line = wrong.split('\n').findIndex((text) => text.includes('never')) + 1;
    const problems = (text: string) =>
      checkPlaybook(playbooks({ [`base/${ID}.md`]: WHOLE, 'base/lifecycles.yaml': text })).problems;
    expect(problems(lifecycles)).toEqual([]);
    expect(problems(wrong)).toMatchObject([{ file: 'base/lifecycles.yaml', line }]);
  });
});

describe('a template', () => {
  it('is filled only from facts', () => {
    expect(renderTemplate('Call {{ who }} today.', { who: 'Ada' })).toBe('Call Ada today.');
    expect(() => renderTemplate('Call {{who}} at {{when}}.', { who: 'Ada' })).toThrow(/needs when/);
  });

  it('leaves out a paragraph whose optional fact is not there, and needs no other fact for it', () => {
    const template = 'Hello {{who}},\n\nA firm like {{whose}}: {{proof, if any}}\n\nShall I?';
    expect(renderTemplate(template, { who: 'Ada', whose: 'yours', proof: 'It took 2 days.' })).toBe(
      'Hello Ada,\n\nA firm like yours: It took 2 days.\n\nShall I?',
    );
    expect(renderTemplate(template, { who: 'Ada' })).toBe('Hello Ada,\n\nShall I?');
    expect(renderTemplate('{{proof, if any}}\n\nShall I?', {})).toBe('Shall I?');
    expect(() => renderTemplate(template, { whose: 'yours' })).toThrow(/needs who,/);
  });
});
