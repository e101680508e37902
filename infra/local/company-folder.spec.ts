import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { companyFolder } from './company-folder';
import { Home } from './home';

const folder = mkdtempSync(join(tmpdir(), 'company-folder-'));
const playbooks = join(folder, 'playbooks');
afterAll(() => rmSync(folder, { recursive: true }));

function written(slug: string, lines: string[]): void {
  mkdirSync(join(playbooks, 'companies', slug), { recursive: true });
  writeFileSync(join(playbooks, 'companies', slug, 'deployment.env'), `${lines.join('\n')}\n`);
}

describe('a portfolio company that is started here', () => {
  const mapping = join(playbooks, 'companies', 'acme', 'crm.yaml');
  beforeAll(() => {
    written('acme', [
      'SALESAGENT_COMPANY=acme',
      'COMPANY_NAME="Acme GmbH"',
      'CRM=hubspot',
      'CRM_MAPPING_FILE=playbooks/companies/acme/crm.yaml',
      'CRM_CREDENTIALS_FILE=',
      'GATEWAY_URL=http://elsewhere',
    ]);
    writeFileSync(mapping, '');
    writeFileSync(join(folder, 'sign-in.json'), '{}');
  });

  it('is told what stands in its deployment values and in the environment, and of nothing but its CRM', () => {
    const told = companyFolder('acme', playbooks, { CRM_CREDENTIALS_FILE: 'sign-in.json', CRM_POLL_MS: '500' });
    expect(told).toEqual({
      company: { slug: 'acme', name: 'Acme GmbH', source: 'hubspot', hosted: true },
      crm: {
        CRM: 'hubspot',
        CRM_MAPPING_FILE: mapping,
        CRM_CREDENTIALS_FILE: join(folder, 'sign-in.json'),
        CRM_POLL_MS: '500',
      },
    });
  });

  it('finds its mapping in a playbooks folder of any name', () => {
    const renamed = join(folder, 'our-playbooks');
    cpSync(playbooks, renamed, { recursive: true });
    expect(companyFolder('acme', renamed, { CRM_CREDENTIALS_FILE: 'sign-in.json' }).crm).toMatchObject({
      CRM_MAPPING_FILE: join(renamed, 'companies', 'acme', 'crm.yaml'),
      CRM_CREDENTIALS_FILE: join(folder, 'sign-in.json'),
    });
  });

  it.each([
    ['none', {}, /there is no .*none.*deployment\.env; `salesagent company new none` makes it/],
    ['acme', {}, /CRM_CREDENTIALS_FILE is empty in .*deployment\.env: set it/],
    ['acme', { CRM_CREDENTIALS_FILE: 'gone.json' }, /CRM_CREDENTIALS_FILE .* names .*gone\.json, which does not exist/],
    ['acme', { CRM_CREDENTIALS_FILE: 'gone.json' }, /CRM_CREDENTIALS_FILE in the environment/],
    ['acme', { CRM: 'pipedrive' }, /CRM=pipedrive in the environment is no CRM/],
    ['acme', { CRM: 'postgres' }, /CRM=postgres.*--import DIR/],
  ])('says what is missing: %s with %j', (slug, environment, message) => {
    expect(() => companyFolder(slug, playbooks, environment)).toThrow(message);
  });

  it('says that its values cannot be read', () => {
    mkdirSync(join(playbooks, 'companies', 'odd', 'deployment.env'), { recursive: true });
    expect(() => companyFolder('odd', playbooks, {})).toThrow(/deployment\.env cannot be read: .*EISDIR/);
  });

  it('has a home of its own', () => {
    const home = new Home(join(folder, 'home'));
    home.create();
    const acme = { slug: 'acme', name: 'Acme', source: 'hubspot', hosted: true } as const;
    expect(home.company(null, acme)).toBe(acme);
    // Before anything runs: its CRM is read as soon as services do, also when the start is broken off.
    expect(home.read('company.json')).toEqual(acme);
    expect(home.company(null, { ...acme, name: 'Acme GmbH' }).name).toBe('Acme GmbH');
    expect(() => home.company(null, { ...acme, source: 'salesforce' })).toThrow(/one company and one CRM/);
    expect(() => home.company(null)).toThrow(/read from hubspot: npm start -- --company acme/);
  });

  it('is not taken for one when an export folder is called like a CRM', () => {
    const home = new Home(join(folder, 'exported'));
    home.create();
    const company = home.company(join(folder, 'salesforce'));
    expect(company).toEqual({ slug: 'salesforce', name: 'Salesforce', source: 'salesforce' });
    home.write('company.json', company);
    expect(home.company(null)).toEqual(company);
    expect(() => home.company(null, { ...company, hosted: true })).toThrow(/holds Salesforce/);
  });

  it('keeps the home that a hosted start made before homes said so', () => {
    const home = new Home(join(folder, 'older'));
    home.create();
    home.write('company.json', { slug: 'acme', name: 'Acme', source: 'hubspot' });
    const acme = { slug: 'acme', name: 'Acme', source: 'hubspot', hosted: true } as const;
    expect(home.company(null, acme)).toBe(acme);
    expect(home.read('company.json')).toEqual(acme);
  });
});
