import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lifecyclesOf } from './lifecycles-of';

describe('the lifecycles that orchestrator starts by', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lifecycles-'));
  const company = join(dir, 'companies/acme');
  beforeAll(() => {
    cpSync(resolve(__dirname, '../../../../playbooks/base'), join(dir, 'base'), { recursive: true });
    mkdirSync(join(company, '4-progression'), { recursive: true });
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('are the company’s over the firm’s, whatever is half written elsewhere in its folder', () => {
    writeFileSync(join(company, '4-progression/deal-risk.md'), '---\nrules: {\n---\n');
    writeFileSync(join(company, 'lifecycles.yaml'), 'qbr: { everyMonths: 5 }\n');
    expect(lifecyclesOf(dir, 'acme')).toMatchObject({ qbr: { everyMonths: 5 } });
    writeFileSync(join(company, 'lifecycles.yaml'), 'qbr: { everyMonths: [\n');
    expect(() => lifecyclesOf(dir, 'acme')).toThrow('companies/acme/lifecycles.yaml:');
  });
});
