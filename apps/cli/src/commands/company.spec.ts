import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parseCrmMapping } from '@salesagent/crm/mapping';
import { listVariables, loadConfig } from '@salesagent/platform/config';
import type { Io } from '../output/io';
import { run } from '../program';

const PLAYBOOKS = resolve(__dirname, '../../../../playbooks');
const GIVEN = ['--currency', 'EUR', '--time-zone', 'Europe/Berlin', '--fiscal-start', '4'];

describe('salesagent company new', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'company-'));
    cpSync(join(PLAYBOOKS, 'base'), join(cwd, 'playbooks/base'), { recursive: true });
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  async function salesagent(args: string[], more: Partial<Io> = {}) {
    let out = '';
    let err = '';
    const io: Io = {
      ...{ environment: {}, cwd, now: () => 0, sleep: () => Promise.resolve() },
      out: (text) => void (out += `${text}\n`),
      err: (text) => void (err += `${text}\n`),
      writeFile: (path, content) => writeFileSync(resolve(cwd, path), content),
      ...more,
    };
    return { code: await run(io, args), out, err };
  }
  const made = (file: string) => readFileSync(join(cwd, 'playbooks/companies/acme', file), 'utf8');
  const filesMade = () => readdirSync(join(cwd, 'playbooks/companies/acme'), { recursive: true }).sort();

  it.each([
    ['salesforce', ['--crm', 'salesforce']],
    ['hubspot', ['--crm', 'hubspot', '--kafka', 'k1:9092,k2:9092', '--issuer', 'https://id.example/firm']],
    ['postgres', ['--crm', 'postgres']],
  ])('makes a company on %s whose files every reader takes', async (crm, options) => {
    const { code, err, out } = await salesagent(['company', 'new', 'acme', ...options, ...GIVEN]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Made Acme:\n[^]*\nNext:\n {2}1\. [^]*\n {2}2\. [^]*\n {2}3\. /);
    const mapping = crm === 'postgres' ? [] : ['crm.yaml'];
    expect(filesMade()).toEqual([
      '7-operations',
      '7-operations/forecast.md',
      ...mapping,
      'deployment.env',
      'policy.yaml',
    ]);

    const playbook = await salesagent(['playbook', 'check', '--company', 'acme', '--json']);
    expect(JSON.parse(playbook.out)).toMatchObject({ ok: true, problems: [] });
    const policy = await salesagent(['policy', 'check', '--company', 'acme', '--json']);
    expect(JSON.parse(policy.out)).toMatchObject({ ok: true, problems: [] });

    const environment = parseEnv(made('deployment.env'));
    expect(() => loadConfig(environment)).toThrow(/^the configuration is not usable:\n {2}DATABASE_URL:[^\n]*$/);
    const config = loadConfig({ ...environment, DATABASE_URL: 'postgresql://salesagent_gateway:pw@db:5432/acme' });
    expect(config).toMatchObject({
      ...{ company: 'acme', companyName: 'Acme', temporal: { namespace: 'acme' } },
      crm: { kind: crm, timeZone: crm === 'postgres' ? 'UTC' : 'Europe/Berlin' },
      bus:
        crm === 'hubspot' ? { transport: 'kafka', kafka: { brokers: 'k1:9092,k2:9092' } } : { transport: 'postgres' },
    });
    expect(config.auth.issuer).toBe(crm === 'hubspot' ? 'https://id.example/firm' : undefined);
    expect(config.crm.mappingFile).toBe(crm === 'postgres' ? undefined : 'playbooks/companies/acme/crm.yaml');
  });

  it('tells of every variable once, and gives no secret a value, not even an empty one', async () => {
    await salesagent(['company', 'new', 'acme', '--crm', 'hubspot', '--kafka', 'k:9092', ...GIVEN]);
    const text = made('deployment.env');
    const told = (name: string) => text.split('\n').filter((line) => new RegExp(`^(# )?${name}(=|:)`).test(line));
    for (const { variable } of listVariables()) {
      expect([variable.name, told(variable.name)]).toEqual([variable.name, [expect.any(String)]]);
      if (variable.secret) expect(told(variable.name)[0]).toMatch(/^# [A-Z_]+: /);
    }
    // What may stay as it is can be taken by removing the comment sign.
    const uncommented = text.replaceAll(/^# ([A-Z_]+=)/gm, '$1');
    expect(() => loadConfig({ ...parseEnv(uncommented), DATABASE_URL: 'postgresql://h/acme' })).not.toThrow();
  });

  it.each(['salesforce', 'hubspot'])('shows in an empty mapping of %s an example that can be used', async (crm) => {
    await salesagent(['company', 'new', 'acme', '--crm', crm, ...GIVEN]);
    const empty = parseCrmMapping(made('crm.yaml'));
    expect(empty).toMatchObject({
      ...{ crm, records: {} },
      company: { currency: 'EUR', timeZone: 'Europe/Berlin', fiscalYearStartMonth: 4 },
    });
    const [head, example] = made('crm.yaml').split(/^records: \{\}.*\n/m);
    const { records, stages } = parseCrmMapping(`${head}${example!.replaceAll(/^# /gm, '')}`);
    expect(Object.keys(records)).toEqual(['person', 'account', 'contact', 'opportunity']);
    expect(stages).toBeDefined();
  });

  it('drafts the mapping from an export, and takes the CRM from it', async () => {
    const stage = { name: 'StageName', type: 'choice', options: [{ value: 'Closed Won', label: 'Closed Won' }] };
    const fields = [{ name: 'Name', type: 'text' }, { name: 'Amount', type: 'money' }, stage];
    const crm = { crm: 'salesforce', objects: [{ name: 'Opportunity', fields }], records: [] };
    writeFileSync(join(cwd, 'crm.json'), JSON.stringify(crm));
    const { code, out } = await salesagent(['company', 'new', 'acme', '--from', 'crm.json', '--json', ...GIVEN]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ crm: 'salesforce', mapping: 'drafted', secrets: expect.any(Array) });
    expect(parseCrmMapping(made('crm.yaml')).records.opportunity?.[0]?.fields).toMatchObject({ amount: 'Amount' });
    const checked = await salesagent(['crm', 'check', 'playbooks/companies/acme/crm.yaml', '--from', 'crm.json']);
    expect(checked.code).toBe(0);
  });

  it('asks at a terminal for what was not given, and again where the answer cannot be', async () => {
    const answers = ['O’Neil & Sons', 'sap', 'salesforce', 'euro', 'eur', 'Berlin', 'Europe/Berlin', ''];
    const asked: string[] = [];
    const ask = (question: string) => {
      asked.push(question);
      return Promise.resolve(answers.shift()!);
    };
    const { code, err } = await salesagent(['company', 'new', 'acme'], { ask });
    expect(code).toBe(0);
    expect(asked).toHaveLength(8);
    expect(asked[0]).toBe('Name as people read it [Acme]: ');
    expect(err.trim().split('\n')).toEqual([
      'There is no CRM "sap". There are: postgres, salesforce, hubspot (postgres: our own).',
      'There is no currency "euro": give its ISO 4217 code, e.g. EUR.',
      'There is no time zone "Berlin": give its IANA name, e.g. Europe/Berlin.',
    ]);
    expect(parseEnv(made('deployment.env'))['COMPANY_NAME']).toBe('O’Neil & Sons');
    expect(made('policy.yaml')).toContain('fiscalYearStartMonth: 1\n');
  });

  it.each([
    [['../acme', '--crm', 'hubspot', ...GIVEN], 'SLUG: "../acme" cannot be a slug'],
    [['Acme', '--crm', 'hubspot', ...GIVEN], 'SLUG: "Acme" cannot be a slug'],
    [['acme'], 'Missing: --crm, --currency, --time-zone.'],
    [['acme', '--crm', 'siebel', ...GIVEN], '--crm: There is no CRM "siebel". There are: postgres, salesforce'],
    [
      ['acme', '--crm', 'hubspot', '--currency', 'EURO', '--time-zone', 'UTC'],
      '--currency: There is no currency "EURO"',
    ],
    [['acme', '--crm', 'hubspot', '--currency', 'EUR', '--time-zone', '+02:00'], '--time-zone: There is no time zone'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--fiscal-start', '13'], '--fiscal-start: "13" is no month'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--name', '$HOME'], '--name: Write the name'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--kafka', 'broker'], '--kafka: "broker" is not accepted: host:port'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--issuer', 'firm'], '--issuer: "firm" is not accepted'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--from', 'nowhere'], 'There is no file or folder nowhere.'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--from', 'sf.json'], 'sf.json is an export of salesforce'],
    [['acme', '--crm', 'postgres', ...GIVEN, '--from', 'sf.json'], 'our own CRM needs no mapping'],
    [['acme', '--crm', 'hubspot', ...GIVEN, '--dir', 'elsewhere'], 'There is no elsewhere/base/policy.yaml.'],
  ])('refuses %j and makes nothing', async (args, message) => {
    writeFileSync(join(cwd, 'sf.json'), JSON.stringify({ crm: 'salesforce', objects: [], records: [] }));
    const { code, err } = await salesagent(['company', 'new', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(cwd, 'playbooks/companies'))).toBe(false);
  });

  it('writes over nothing that is there', async () => {
    await salesagent(['company', 'new', 'acme', '--crm', 'hubspot', ...GIVEN]);
    const before = made('crm.yaml');
    const again = await salesagent(['company', 'new', 'acme', '--crm', 'salesforce', '--json', ...GIVEN]);
    expect(again.code).toBe(6);
    expect(JSON.parse(again.err)).toMatchObject({
      error: { code: 'is-there', message: 'playbooks/companies/acme is there already.', exitCode: 6 },
    });
    expect(made('crm.yaml')).toBe(before);
  });

  it('leaves nothing behind when the disk refuses half way', async () => {
    const full = (path: string) => {
      if (path.endsWith('deployment.env')) throw new Error('no space left on device');
      writeFileSync(path, '');
    };
    const { code, err } = await salesagent(['company', 'new', 'acme', '--crm', 'hubspot', ...GIVEN], {
      writeFile: full,
    });
    expect(code).toBe(1);
    expect(err).toContain('playbooks/companies/acme cannot be written: no space left on device');
    expect(existsSync(join(cwd, 'playbooks/companies/acme'))).toBe(false);
  });
});
