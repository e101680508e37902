import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { opsRulesAtStart } from './switches';

describe('the rules that ops-analyst starts by', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rules-'));
  const write = (file: string, text: string): void => {
    mkdirSync(join(dir, 'companies/acme', file, '..'), { recursive: true });
    writeFileSync(join(dir, 'companies/acme', file), text);
  };
  beforeAll(() => cpSync(resolve(__dirname, '../../../../playbooks/base'), join(dir, 'base'), { recursive: true }));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('are those of stage 7, whatever is half written elsewhere in the company’s folder', () => {
    write('4-progression/deal-risk.md', '---\nrules: {\n---\n');
    write('7-operations/forecast.md', '---\nstatus: "off"\n---\n');
    expect(opsRulesAtStart(dir, 'acme').off).toEqual({ forecast: expect.stringContaining('switches it off') });
    write('7-operations/forecast.md', '---\nrules: {\n---\n');
    expect(() => opsRulesAtStart(dir, 'acme')).toThrow('companies/acme/7-operations/forecast.md:');
  });
});
