import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { askedWords, checkPlaybook, compilePlaybook } from './index';

const SECTION = '---\nrules: {}\n---\n\n# Price\n\n## List price\n\nThe list price is the price.\n';

describe('words that are written for search', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'asked-'));
    write('base/5-close/price.md', SECTION);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  const problems = (company?: string) =>
    checkPlaybook(dir, company === undefined ? {} : { company }).problems.map(
      ({ file, line, message, suggestion }) => `${file}:${line}: ${message} – ${suggestion}`,
    );

  it('belong to passages, and a company adds its own', () => {
    write('base/asked.yaml', '5-close/price:\n  list-price: catalogue, tariff\n');
    write('companies/acme/asked.yaml', '5-close/price:\n  house-price: special tariff\n');
    write('companies/acme/5-close/price.md', '---\nrules: {}\n---\n\n# Price\n\n## House price\n\nTen less.\n');
    write('companies/acme/glossary.yaml', 'tariff:\n  also: [rate card]\n');
    expect(problems()).toEqual([]);
    expect(problems('acme')).toEqual([]);
    expect([...askedWords(compilePlaybook(dir, { company: 'acme' }))]).toEqual([
      ['5-close/price#list-price', 'catalogue, tariff'],
      ['5-close/price#house-price', 'special tariff'],
    ]);
  });

  it('are named with their line where their passage is not there', () => {
    write('base/asked.yaml', '# Words\n5-close/price:\n  list-prise: catalogue\n');
    expect(problems()).toEqual([
      'base/asked.yaml:3: there is no passage 5-close/price#list-prise – did you mean 5-close/price#list-price?',
    ]);
  });

  it('are named once where their whole section is gone', () => {
    write('base/asked.yaml', '# Words\n2-account/tiers:\n  which: rank\n  why: reason\n');
    expect(problems()).toEqual([
      'base/asked.yaml:2: there is no section 2-account/tiers – remove it with what is below it, or correct it to the section it is meant for',
    ]);
  });

  it('are named with their line where they are no words', () => {
    write('base/asked.yaml', '5-close/price:\n  list-price: [a, b]\n');
    write('base/glossary.yaml', 'tariff:\n  also: []\nrebate:\n  so: [discount]\n');
    expect(problems().map((problem) => problem.split(': ')[0])).toEqual([
      'base/glossary.yaml:2',
      'base/glossary.yaml:3',
      'base/glossary.yaml:4',
      'base/asked.yaml:2',
    ]);
  });
});
