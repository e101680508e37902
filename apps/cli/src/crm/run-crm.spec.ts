import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../exit-codes';
import type { Io } from '../output/io';
import { runCheck, runDiscover, runQuality } from './run-crm';

const folder = mkdtempSync(join(tmpdir(), 'crm-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOOK = { sample: 2_000 };
const DEFAULTS = { currency: 'EUR', timeZone: 'UTC', fiscalStart: 1, ...LOOK };

async function tried(command: (io: Io) => Promise<void>): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  const io: Io = {
    ...{ environment: {}, cwd: folder, err: () => undefined, now: () => 0, sleep: () => Promise.resolve() },
    out: (text) => void (out += `${text}\n`),
    writeFile: (path, content) => writeFileSync(path, content),
  };
  try {
    await command(io);
    return { code: 0, out, err: '' };
  } catch (error) {
    if (error instanceof CliError) return { code: error.exitCode, out, err: error.message };
    throw error;
  }
}

const stage = (value: string) => ({ value, label: value });
const CRM = {
  crm: 'salesforce',
  objects: [
    {
      name: 'Opportunity',
      fields: [
        { name: 'Name', type: 'text' },
        { name: 'Amount', type: 'money' },
        { name: 'StageName', type: 'choice', options: [stage('Closed Won'), stage('Sondierung')] },
      ],
    },
  ],
  records: [{ object: 'Opportunity', id: '0061', values: { Name: 'Rollout', Amount: 5, StageName: 'Sondierung' } }],
};

describe('salesagent crm', () => {
  beforeAll(() => writeFileSync(join(folder, 'crm.json'), JSON.stringify(CRM)));

  it('drafts a mapping, and its check says which stage a person must give a meaning', async () => {
    const drafted = await tried((io) => runDiscover(io, { ...DEFAULTS, from: 'crm.json', output: 'draft.yaml' }));
    expect(drafted).toMatchObject({ code: 0, err: '' });
    expect(drafted.out).toContain('stages that need a meaning from you: 1\nWrote draft.yaml.');
    const checked = await tried((io) => runCheck(io, 'draft.yaml', { ...LOOK, from: 'crm.json' }));
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('Opportunity.StageName [1 of 1]: stage "Sondierung" has no meaning, e.g. 0061');
    expect(checked.err).toBe('1 finding keeps the mapping from being used.');
  });

  it('scores the records of an export', async () => {
    await tried((io) => runDiscover(io, { ...DEFAULTS, from: 'crm.json', output: 'draft.yaml', force: true }));
    const { out, code } = await tried((io) =>
      runQuality(io, 'draft.yaml', { ...LOOK, from: 'crm.json', asOf: '2026-06-30' }),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^Company: [\d.]+ of 100\n\nopportunity: [\d.]+ of 100 \(1 records\)/);
    expect(out).toContain('accountId is empty: 1, e.g. 0061');
  });

  it('writes over an empty mapping, but over nobody’s work unless told to', async () => {
    const draft = (output: string, force = false) =>
      tried((io) => runDiscover(io, { ...DEFAULTS, from: 'crm.json', output, force }));
    const empty = 'crm: salesforce\ncompany: { currency: EUR, timeZone: UTC }\nrecords: {}\n';
    writeFileSync(join(folder, 'acme.yaml'), empty);
    expect(await draft('acme.yaml')).toMatchObject({ code: 0 });
    const own = `${empty}people:\n  '0051': { role: manager }\n`;
    writeFileSync(join(folder, 'acme.yaml'), own);
    expect(await draft('acme.yaml')).toMatchObject({ code: 6, err: 'acme.yaml is there already.' });
    expect(readFileSync(join(folder, 'acme.yaml'), 'utf8')).toBe(own);
    expect(await draft('acme.yaml', true)).toMatchObject({ code: 0 });
    expect(await draft('no/acme.yaml')).toMatchObject({ code: 2, err: 'There is no folder for no/acme.yaml.' });
  });

  it('answers programs in JSON', async () => {
    const { out } = await tried((io) => runDiscover(io, { ...DEFAULTS, from: 'crm.json', json: true }));
    expect(JSON.parse(out)).toMatchObject({ crm: 'salesforce', draft: expect.stringContaining('name: Name # high') });
  });

  it.each([
    ['nowhere', undefined, 'There is no file or folder nowhere.'],
    ['crm.json', 'nowhere.yaml', 'There is no file nowhere.yaml.'],
    ['broken.json', undefined, 'broken.json, objects.0.fields.0.type: Invalid option'],
    ['broken.csv', undefined, 'broken.csv, line 2: 3 cells where the header has 2'],
    ['crm.json', 'bad.yaml', 'bad.yaml, line 2, company.timeZone: there is no time zone'],
  ])('refuses --from %s with the mapping %s', async (from, mapping, message) => {
    const broken = { crm: 'hubspot', objects: [{ name: 'deals', fields: [{ name: 'amount', type: 'coin' }] }] };
    writeFileSync(join(folder, 'broken.json'), JSON.stringify(broken));
    writeFileSync(join(folder, 'broken.csv'), 'id,name\n1,a,b\n');
    writeFileSync(join(folder, 'bad.yaml'), 'crm: hubspot\ncompany: { currency: USD, timeZone: X/Y }\nrecords: {}\n');
    const { code, err } = await tried((io) =>
      mapping === undefined ? runDiscover(io, { ...DEFAULTS, from }) : runCheck(io, mapping, { ...LOOK, from }),
    );
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
