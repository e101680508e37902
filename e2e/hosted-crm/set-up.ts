import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, newHome, salesagent, startStack, type Ended, type RunningStack } from '../harness';
import { PEOPLE, type PersonKey } from './company';
import type { PlayedCrm } from './played-crm';

export const SLUG = 'nordlicht';

/** A company that was set up as docs/crm says, and what was said on the way. */
export interface SetUp {
  home: string;
  crm: PlayedCrm;
  made: Ended;
  drafted: Ended;
  checked: Ended;
  stack: RunningStack;
}

/**
 * Follows docs/crm/new-company.md and the CRM's own page up to a running stack, as a platform engineer does: folder,
 * sign-in, mapping, values, start.
 * @param values further lines of its deployment.env
 */
export async function setUp(crm: PlayedCrm, values: Record<string, string>): Promise<SetUp> {
  const home = newHome();
  const playbooks = join(home, 'firm', 'playbooks');
  mkdirSync(playbooks, { recursive: true });
  cpSync(join(CHECKOUT, 'playbooks'), playbooks, { recursive: true });
  const credentials = join(home, 'firm', 'crm-credentials.json');
  writeFileSync(credentials, JSON.stringify(crm.credentials), { mode: 0o600 });

  const facts = ['--currency', 'EUR', '--time-zone', 'Europe/Berlin'];
  const made = await salesagent(home, 'company', 'new', SLUG, '--crm', crm.kind, ...facts, '--dir', playbooks);
  const folder = join(playbooks, 'companies', SLUG);
  const mapping = join(folder, 'crm.yaml');
  const signIn = ['--crm', crm.kind, '--credentials', credentials, '--url', crm.url];
  const drafted = await salesagent(home, 'crm', 'discover', ...signIn, ...facts, '--output', mapping);
  writeFileSync(mapping, withPeople(readFileSync(mapping, 'utf8'), crm));
  const checked = await salesagent(home, 'crm', 'check', mapping, ...signIn);

  const deployment = join(folder, 'deployment.env');
  const told = { CRM_CREDENTIALS_FILE: credentials, CRM_URL: crm.url, ...values };
  writeFileSync(deployment, withValues(readFileSync(deployment, 'utf8'), told));
  const stack = await startStack({ home, company: SLUG, environment: { PLAYBOOKS_DIR: playbooks } });
  return { home, crm, made, drafted, checked, stack };
}

/** Who leads whom, which no CRM of the two tells of everybody: an engineer's line in the mapping. */
function withPeople(mapping: string, crm: PlayedCrm): string {
  const keys = Object.keys(PEOPLE) as PersonKey[];
  const lines = keys.map((key) => {
    const facts = key === 'ada' ? 'role: manager' : `managerId: '${crm.personId('ada')}', quotaCarrying: true`;
    return `  '${crm.personId(key)}': { ${facts} }`;
  });
  return mapping.replace(/^stages:$/m, ['people:', ...lines, 'stages:'].join('\n'));
}

/** Fills values in, where the file has a line for them. */
function withValues(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((file, [name, value]) => {
    const line = new RegExp(`^(# )?${name}=.*$`, 'm');
    if (!line.test(file)) throw new Error(`deployment.env has no line for ${name}`);
    return file.replace(line, () => `${name}=${value}`);
  }, text);
}
