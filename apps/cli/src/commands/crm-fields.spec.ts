import { Command } from 'commander';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../exit-codes';
import type { Context } from './command-context';
import { crmFieldsCommands } from './crm-fields';

const LINE = 'meddicc.metrics: { field: meddicc_metrics }';

describe('salesagent crm fields approve --output', () => {
  let cwd: string;
  let approvals: number;
  let lines: string[];
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'crm-fields-'));
    [approvals, lines] = [0, [LINE]];
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  async function approve(file: string): Promise<void> {
    const call = () => Promise.resolve({ fields: [], lines, request: { approval: (approvals += 1) } });
    const context = {
      io: { cwd, out: () => undefined, writeFile: (path: string, text: string) => writeFileSync(path, text) },
      api: () => Promise.resolve({ call }),
    } as unknown as Context;
    const program = new Command();
    program.command('crm');
    crmFieldsCommands(program, context);
    await program.parseAsync(['crm', 'fields', 'approve', 'r1', '--output', file], { from: 'user' });
  }

  it('writes the lines to a new file', async () => {
    await approve('lines.yaml');
    expect(readFileSync(join(cwd, 'lines.yaml'), 'utf8')).toBe(`${LINE}\n`);
  });

  it('writes over nothing, and says so before it approves', async () => {
    writeFileSync(join(cwd, 'mapping.yaml'), 'crm: hubspot\n');
    await expect(approve('mapping.yaml')).rejects.toMatchObject({
      ...{ message: 'mapping.yaml is there already.', remedy: expect.stringContaining('give a new file') },
    });
    expect([approvals, readFileSync(join(cwd, 'mapping.yaml'), 'utf8')]).toEqual([0, 'crm: hubspot\n']);
  });

  it.each([
    ['nowhere/lines.yaml', 'There is no folder for nowhere/lines.yaml.'],
    ['a-file/lines.yaml', 'There is no folder for a-file/lines.yaml.'],
  ])('says before it approves that there is no folder for %s', async (file, message) => {
    writeFileSync(join(cwd, 'a-file'), '');
    await expect(approve(file)).rejects.toMatchObject({
      ...{ message, exitCode: EXIT.usage, remedy: expect.stringContaining('Nothing was approved') },
    });
    expect(approvals).toBe(0);
  });

  it('writes no file where there are no lines', async () => {
    lines = [];
    await approve('lines.yaml');
    expect([approvals, existsSync(join(cwd, 'lines.yaml'))]).toEqual([1, false]);
  });
});
